/* apply/touch: what operators sort and filter by changed. The store keeps it until the board has
 * made its rows again; who follows the record hears of it at once. */
#include "apply/apply.h"

Status application_touch(Db *db, Id party, Id application)
{
        TRY(application_touch_put(db, party, application));
        record_touch(db, party, application);
        return OK;
}

Status application_touch_party(Db *db, Id party)
{
        TRY(application_touch_put_party(db, party));
        record_touch(db, party, 0);
        return OK;
}
