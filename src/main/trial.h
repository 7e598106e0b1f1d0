/* main/trial: the example ecosystem's people, and coming in as one of them.
 *
 * Only where the settings say `trial = yes`, and that only an address of this machine may: whoever
 * opens the page is somebody else with one press, the administrator too. */
#ifndef SEEDBED_MAIN_TRIAL_H
#define SEEDBED_MAIN_TRIAL_H

#include "base/yaml_table.h"
#include "web/site.h"

typedef enum {
        TRIAL_PERSON,
        TRIAL_ADMINISTRATOR,
        TRIAL_HEAD,
        TRIAL_OPERATOR,
        TRIAL_REVIEWER,
        TRIAL_MENTOR,
        TRIAL_EDUCATOR,
        TRIAL_FINANCE,
        TRIAL_AUDITOR,
        TRIAL_OWNER,
        TRIAL_EDITOR,
        TRIAL_VIEWER
} TrialRole;

typedef struct {
        const YamlNode *node;
        Str email, name, hub, programme, team, does, look;
        int role; /* TrialRole; of the team, when there is one */
} TrialPerson;

typedef struct {
        const YamlNode *node;
        YAML_LIST(TrialPerson) people;
} TrialPeople;

/* The word of a role, marked for translation. */
const char *trial_role_word(int role);
/* examples/people.yaml, as it was built in. */
Status trial_people(Arena *a, TrialPeople *out);

extern const Action trial_enter_action;

#endif
