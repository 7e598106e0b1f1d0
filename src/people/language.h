/* people/language: choosing the language of pages and mails. */
#ifndef SEEDBED_PEOPLE_LANGUAGE_H
#define SEEDBED_PEOPLE_LANGUAGE_H

#include "action/action.h"

extern const Action language_choose_action;

#endif
