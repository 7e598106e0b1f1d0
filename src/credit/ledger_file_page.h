/* credit/ledger_file_page: the ledger as files: an account's statement, accounts of a hub, papers
 * of its funds. */
#ifndef SEEDBED_CREDIT_LEDGER_FILE_PAGE_H
#define SEEDBED_CREDIT_LEDGER_FILE_PAGE_H

#include "web/site.h"

extern const Route statement_csv_route, statement_xlsx_route;
extern const Route accounts_csv_route, accounts_xlsx_route;
extern const Route papers_csv_route, papers_xlsx_route;

#endif
