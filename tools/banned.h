/* tools/banned: calls that are errors here, with the name of what to use instead.
 *
 * Force-included into every C file by the Makefile, after the system headers that declare them. */
#ifndef SEEDBED_BANNED_H
#define SEEDBED_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gmtime localtime ctime \
        asctime
#pragma GCC poison atoi atol atoll atof gets system tmpnam mktemp
/* strcpy strcat strncpy strncat sprintf: Text (base/str.h); strtok: str_cut; gmtime localtime
 * ctime asctime: base/time.h; atoi atol: str_to_int; system: posix_spawn; tmpnam: mkstemp. */

#endif
