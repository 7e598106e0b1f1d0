/* review/write: the page of a review that came back with faults; drawn in mine_page. */
#ifndef SEEDBED_REVIEW_WRITE_H
#define SEEDBED_REVIEW_WRITE_H

#include "action/action.h"

void review_write_draw(Page *out, const Visit *v, const Deed *d);

#endif
