/* pledge/pledge_definition: a public announcement and the pledges in it, as a file.
 *
 * An announcement is one page, one speech, one press release: it has a source that anyone can look
 * up. What it promises for a later day is a pledge. What it states of its own day is a figure: it
 * can not be kept or broken, but it is where many a pledge starts from. */
#ifndef SEEDBED_PLEDGE_PLEDGE_DEFINITION_H
#define SEEDBED_PLEDGE_PLEDGE_DEFINITION_H

#include "base/yaml_table.h"

enum { ANNOUNCEMENT_PLEDGES_MAX = 200 };

typedef enum { PLEDGE_AT_LEAST, PLEDGE_AT_MOST } PledgeDirection;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str words;        /* what is promised, and what had to be assumed; may be empty */
        Str metric;       /* slug of the metric that measures it */
        Str place;        /* slug of a hub; the announcement's when the file names none */
        int64_t baseline; /* in the metric's unit, on the day it starts */
        int64_t target;
        YamlDate start, deadline; /* days; deadline is later */
        PledgeDirection direction;
} PledgeDefinition;

typedef struct {
        const YamlNode *node;
        Str slug, title, words;
        Str metric, place;
        int64_t value;
        YamlDate on; /* day, month or year; the announcement's when the file names none */
} FigureDefinition;

typedef struct {
        const YamlNode *node;
        Str slug, title;
        Str by;        /* who made it */
        YamlDate date; /* day, month or year, as far as it is known */
        Str place;     /* slug of the hub it is about */
        Str source;    /* where it can be looked up, in words */
        Str url;       /* may be empty */
        Str words;     /* may be empty */
        YAML_LIST(PledgeDefinition) pledges;
        YAML_LIST(FigureDefinition) figures;
} AnnouncementDefinition;

/* Reads an announcement's file; INVALID with faults. Whether metrics and places exist is the
 * caller's to check; yaml_at(pledge->node, "metric") is where they stand. */
Status announcement_definition_parse(Arena *a, Str text, AnnouncementDefinition **out,
                                     YamlFaults *faults);

#endif
