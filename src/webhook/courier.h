/* webhook/courier: sends what endpoints wait for.
 *
 * Each endpoint is claimed by one process at a time and has one delivery on its way; many endpoints
 * are served at once by one thread, so one that is slow or dead holds up nobody else. Deliveries go
 * in the order of the record. One that fails is tried again after 5 s, 5 min, 30 min and so on over
 * three days; for half an hour at most the endpoint's later ones wait for it, then they go before.
 * What was marked as delivered is not sent again. A process that is killed between the answer and
 * that mark leaves a claim that runs out, and the event goes a second time, with the same
 * webhook-id. */
#ifndef SEEDBED_WEBHOOK_COURIER_H
#define SEEDBED_WEBHOOK_COURIER_H

#include "webhook/webhook.h"

enum {
        COURIER_FLIGHTS_MAX = 32, /* endpoints that are sent to at once */
        COURIER_WINDOW = 1000,    /* deliveries of an endpoint that wait as rows; the rest of the
                                     record waits as the record */
        COURIER_TRIES_MAX = 10
};

#define COURIER_CLAIM_US (60 * (int64_t)1000000) /* longer than one delivery may take */
/* For so long the later ones wait for one that failed. */
#define COURIER_ORDER_US (30 * 60 * (int64_t)1000000)
/* With no success in between, an endpoint is paused after so long. */
#define COURIER_GIVE_UP_US (3 * 86400 * (int64_t)1000000)
#define COURIER_KEEP_US (30 * 86400 * (int64_t)1000000) /* what is over, for questions */

typedef struct {
        const Seal *seal; /* outlives the courier */
        Str base_url;
        bool may_private;
        int seconds_max; /* 0: PUSH_SECONDS_MAX */
} CourierConfig;

typedef struct Courier Courier;

/* config's texts outlive it. BROKEN when the library can not be set up. */
Status courier_open(Store *st, const CourierConfig *config, Courier **out);
/* What is on its way is given up; its claim runs out. NULL is fine. */
void courier_close(Courier *c);

/* How long to wait after so many failures, 1 or more, without chance. */
int64_t courier_wait_us(int64_t failures);
/* Makes deliveries of what the record tells since the last time; at most one bundle of it.
 * NOT_FOUND: there is nothing new. */
Status courier_follow(Store *st, Db *db, int64_t now_us);
/* One round: takes in what ended, begins what is due, follows the record, sweeps. NOT_FOUND when
 * nothing is to do and nothing on its way. Waits for the network for at most ms_max. */
Status courier_once(Courier *c, Db *db, int64_t now_us, int ms_max);

/* A thread that does courier_once for as long as the program serves. */
Status courier_start(Courier *c);
/* Lets what is on its way end, for three seconds at most, then stops. NULL is fine. */
void courier_stop(Courier *c);

#endif
