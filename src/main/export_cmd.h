/* main/export_cmd: `seedbed export`: the log as files, a backup, the evidence of one pledge. */
#ifndef SEEDBED_MAIN_EXPORT_CMD_H
#define SEEDBED_MAIN_EXPORT_CMD_H

/* argv[0] is the word "export". Exit codes: 0 done, 1 broken, 2 usage, 3 not found. */
int export_command(int argc, char **argv);

#endif
