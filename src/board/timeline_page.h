/* board/timeline_page: everything that happened with one party, newest first.
 *
 * It is the record, read by the party and by what is its: what was merged into it, its
 * applications, what was decided on them, their reviews; with the mails to it beside. What is not
 * told yet, and who reviewed, stands only before those who may know. */
#ifndef SEEDBED_BOARD_TIMELINE_PAGE_H
#define SEEDBED_BOARD_TIMELINE_PAGE_H

#include "people/people.h"
#include "web/cursor.h"

typedef struct {
        int64_t position; /* of the entry; -1: none, a mail */
        Str kind;         /* "application.submitted", "mail" */
        Str what;         /* in words */
        Str title, link;  /* of what it is about; empty: the party alone, or nothing to be shown */
        Str hub;          /* its title */
        int64_t at;
} TimelineRow;

typedef struct {
        const TimelineRow *at;
        size_t n;
} TimelineRowList;

extern const RowShape shape_TimelineRow;

typedef struct {
        PartyView party;
        TimelineRowList rows;
        Cursor page;
} TimelineModel;

extern const View timeline_view;

#endif
