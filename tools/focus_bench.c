/* tools/focus_bench: makes a FOCUS bill of any size, and measures how fast it is read.
 *
 *     focus-bench make BYTES > FILE     the last line on stderr is the sum of BilledCost
 *     focus-bench read FILE ROUNDS SUM [ONE]  by turns: bytes alone, rows, lines, lines in groups
 *
 * The bill is like those of large clouds: 43 columns, texts in quotes, tags with doubled quotes,
 * hourly lines of some accounts and services in no order of theirs. The sum is reckoned here in
 * integers, so that a reader that loses a digit is found out. */
#include "base/exact.h"
#include "base/table.h"
#include "base/time.h"
#include "credit/focus.h"
#include "credit/focus_group.h"

#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 4096, OUT_BYTES = 1 << 20, READ_BYTES = 256 * 1024, ROUNDS_MAX = 99 };

static const char header[] =
        "\"AvailabilityZone\",\"BilledCost\",\"BillingAccountId\",\"BillingAccountName\","
        "\"BillingCurrency\",\"BillingPeriodEnd\",\"BillingPeriodStart\",\"ChargeCategory\","
        "\"ChargeClass\",\"ChargeDescription\",\"ChargeFrequency\",\"ChargePeriodEnd\","
        "\"ChargePeriodStart\",\"CommitmentDiscountCategory\",\"CommitmentDiscountId\","
        "\"CommitmentDiscountName\",\"CommitmentDiscountStatus\",\"CommitmentDiscountType\","
        "\"ConsumedQuantity\",\"ConsumedUnit\",\"ContractedCost\",\"ContractedUnitPrice\","
        "\"EffectiveCost\",\"InvoiceIssuerName\",\"ListCost\",\"ListUnitPrice\","
        "\"PricingCategory\","
        "\"PricingQuantity\",\"PricingUnit\",\"ProviderName\",\"PublisherName\",\"RegionId\","
        "\"RegionName\",\"ResourceId\",\"ResourceName\",\"ResourceType\",\"ServiceCategory\","
        "\"ServiceName\",\"SkuId\",\"SkuPriceId\",\"SubAccountId\",\"SubAccountName\",\"Tags\"\n";

static const char *const regions[][2] = {{"us-west-2", "US West (Oregon)"},
                                         {"eu-central-1", "Europe (Frankfurt)"},
                                         {"ap-southeast-1", "Asia Pacific (Singapore)"},
                                         {"af-south-1", "Africa (Cape Town)"}};
static const char *const services[][3] = {{"Elastic Compute", "Compute", "Hours"},
                                          {"Simple Queue", "Integration", "Requests"},
                                          {"Object Storage", "Storage", "GB-Months"},
                                          {"Load Balancing", "Networking", "LCU-Hours"},
                                          {"Relational Database", "Databases", "Hours"},
                                          {"Data Transfer", "Networking", "GB"},
                                          {"Key Management", "Security", "Requests"},
                                          {"Functions", "Compute", "GB-Seconds"}};

static uint64_t next(uint64_t *seed)
{
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        return *seed;
}

/* A line of the bill into to; *out_nano is its cost in 10^-11. */
static int make_line(char *to, uint64_t *seed, int64_t *out_cost)
{
        uint64_t r = next(seed), s = next(seed);
        unsigned account = (unsigned)(r % 73), service = (unsigned)(r / 128 % 8),
                 region = (unsigned)(r / 1024 % 4);
        unsigned hour = (unsigned)(r / 8192 % 720), day = 1 + hour / 24, clock = hour % 24;
        int64_t price = 4 + (int64_t)(s % 900), quantity = (int64_t)(s / 1024 % 4000000);
        char tags[400] = "NULL";

        *out_cost = price * quantity; /* 10^-5 by 10^-6 */
        if (s >> 40 & 3)
                snprintf(tags, sizeof tags,
                         "\"{\"\"application\"\": \"\"App%u\"\", \"\"environment\"\": \"\"%s\"\","
                         " \"\"business_unit\"\": \"\"Unit %u\"\"}\"",
                         (unsigned)(s >> 42 & 31), s >> 47 & 1 ? "dev" : "prod",
                         (unsigned)(s >> 48 & 7));
        return snprintf(
                to, LINE_BYTES_MAX,
                "NULL,%" PRId64 ".%011" PRId64 ",\"1234567890123\",\"SunBird\",\"USD\","
                "\"2024-10-01T00:00:00Z\",\"2024-09-01T00:00:00Z\",\"Usage\",NULL,"
                "\"$0.%05" PRId64 " per %s of %s in %s\",\"Usage-Based\","
                "\"2024-09-%02uT%02u:59:59Z\",\"2024-09-%02uT%02u:00:00Z\",NULL,NULL,NULL,NULL,"
                "NULL,"
                "%" PRId64 ".%06" PRId64 "000000000,\"%s\",%" PRId64 ".%011" PRId64 ",0.%05" PRId64
                "000000,%" PRId64 ".%011" PRId64 ",\"Example Web Services, Inc.\","
                "%" PRId64 ".%011" PRId64 ",\"0.%05" PRId64 "\",\"Standard\",%" PRId64 ".%06" PRId64
                "00000,\"%s\",\"EWS\",\"Example Web Services, Inc.\",\"%s\",\"%s\","
                "\"arn:ews:%u:%s:%012u:resource/app/tungsten-%08x/%016" PRIx64
                "\",NULL,NULL,\"%s\",\"%s\",\"SKU%08X\",\"SKU%08X.JRTCKXETXF.%u\",\"%012u\","
                "\"Account %u\",%s\n",
                *out_cost / 100000000000, *out_cost % 100000000000, price, services[service][2],
                services[service][0], regions[region][1], day, clock, day, clock,
                quantity / 1000000, quantity % 1000000, services[service][2],
                *out_cost / 100000000000, *out_cost % 100000000000, price, *out_cost / 100000000000,
                *out_cost % 100000000000, *out_cost / 100000000000, *out_cost % 100000000000, price,
                quantity / 1000000, quantity % 1000000, services[service][2], regions[region][0],
                regions[region][1], service, regions[region][0], account,
                (unsigned)(s >> 20 & 0xFFFF), s, services[service][1], services[service][0],
                service * 7919u + 77u, service * 7919u + 77u, region, 43883916u + account * 97u,
                account, tags);
}

static int make(int64_t bytes)
{
        char *out = malloc(OUT_BYTES + LINE_BYTES_MAX), text[EXACT_TEXT_BYTES];
        uint64_t seed = 88172645463325252u;
        int64_t written = (int64_t)sizeof header - 1, rows = 0;
        __int128 sum = 0;
        size_t n = 0;

        if (!out)
                return 1;
        fwrite(header, 1, sizeof header - 1, stdout);
        while (written < bytes) {
                int64_t cost;
                int length = make_line(out + n, &seed, &cost);

                sum += cost;
                n += (size_t)length;
                written += length;
                rows++;
                if (n >= OUT_BYTES || written >= bytes) {
                        fwrite(out, 1, n, stdout);
                        n = 0;
                }
        }
        free(out);
        n = exact_write((Exact){sum * 10000000}, text);
        fprintf(stderr, "%" PRId64 " %.*s\n", rows, (int)n, text);
        return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}

/* --- reading */

typedef struct {
        const char *path;
        FocusGroups *groups; /* NULL: lines are only counted */
        Exact billed;
        int64_t bytes, rows, findings;
} Run;

typedef bool (*Measure)(Run *run);

static bool bytes_alone(Run *run)
{
        static char buffer[READ_BYTES];
        int fd = open(run->path, O_RDONLY | O_CLOEXEC);
        ssize_t n;

        while ((n = read(fd, buffer, sizeof buffer)) > 0)
                run->bytes += n;
        close(fd);
        return n == 0;
}

static bool copied(Run *run)
{
        static char buffer[READ_BYTES], twin[READ_BYTES];
        int fd = open(run->path, O_RDONLY | O_CLOEXEC);
        ssize_t n;

        while ((n = read(fd, buffer, sizeof buffer)) > 0) {
                memcpy(twin, buffer, (size_t)n);
                __asm__ volatile("" ::"r"(twin) : "memory");
                run->bytes += n;
        }
        close(fd);
        return n == 0;
}

static bool table_rows(Run *run)
{
        Arena a = arena_make(SIZE_MAX);
        int fd = open(run->path, O_RDONLY | O_CLOEXEC);
        Source *source;
        Table *table;
        TableRow row;
        Str fault;
        bool is_fine = source_open(fd, 0, &source) == OK &&
                       table_open(&a, source, &(TableOptions){0}, &table, &fault) == OK;

        while (is_fine && table_next(table, &row) == OK)
                run->rows++;
        if (is_fine) {
                table_close(table);
                source_close(source);
        }
        close(fd);
        arena_free(&a);
        return is_fine;
}

static Status take(void *ctx, const FocusLine *line)
{
        Run *run = ctx;
        FocusKey key;

        run->rows++;
        if (!run->groups)
                return OK;
        key = focus_key_of(line);
        return focus_group_add(run->groups, &key, line);
}

static bool lines(Run *run)
{
        Arena a = arena_make(SIZE_MAX);
        FocusReport *report = arena_new(&a, FocusReport, 1);
        int fd = open(run->path, O_RDONLY | O_CLOEXEC);
        Source *source;
        Status status = source_open(fd, 0, &source);

        if (status == OK) {
                status = focus_read(&a, source, &(FocusOptions){0}, take, run, report);
                source_close(source);
        }
        for (int i = 0; i < FOCUS_RULES; i++)
                run->findings += report->found[i];
        close(fd);
        arena_free(&a);
        return status == OK && report->refused == 0;
}

static bool grouped(Run *run)
{
        Arena a = arena_make(SIZE_MAX);
        bool is_fine;

        run->groups = focus_groups_begin(&a, 0);
        is_fine = lines(run) && focus_groups_end(run->groups) == OK;
        for (size_t i = 0; is_fine && i < focus_groups_n(run->groups); i++)
                is_fine = exact_add(run->billed,
                                    focus_groups_at(run->groups, i).sum[FOCUS_SUM_BILLED],
                                    &run->billed) == EXACT_OK;
        run->rows = is_fine ? (int64_t)focus_groups_n(run->groups) : 0;
        arena_free(&a);
        return is_fine;
}

static double cpu_seconds(void)
{
        struct timespec t;

        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *x, const void *y)
{
        double d = *(const double *)x - *(const double *)y;

        return d < 0 ? -1 : d > 0;
}

static int measure(const char *path, int rounds, const char *sum, const char *only)
{
        static const struct {
                const char *name;
                Measure run;
        } kinds[] = {{"bytes", bytes_alone},
                     {"bytes_copied", copied},
                     {"rows", table_rows},
                     {"lines_checked", lines},
                     {"lines_grouped", grouped}};
        enum { KINDS = sizeof kinds / sizeof kinds[0] };
        static double cpu[KINDS][ROUNDS_MAX];
        Run last[KINDS] = {0};
        char text[EXACT_TEXT_BYTES];
        size_t n;
        double mb;

        for (int round = 0; round < rounds; round++)
                for (int k = 0; k < KINDS; k++) {
                        double begun = cpu_seconds();

                        if (only && strcmp(only, kinds[k].name) != 0)
                                continue;
                        last[k] = (Run){.path = path};
                        if (!kinds[k].run(&last[k])) {
                                fprintf(stderr, "focus-bench: %s failed\n", kinds[k].name);
                                return 1;
                        }
                        cpu[k][round] = cpu_seconds() - begun;
                }
        if (only)
                return 0; /* for a profiler */
        n = exact_write(last[KINDS - 1].billed, text);
        if (strlen(sum) != n || memcmp(sum, text, n) != 0) {
                fprintf(stderr, "focus-bench: the sum is %.*s, not %s\n", (int)n, text, sum);
                return 1;
        }
        mb = (double)last[0].bytes / 1e6;
        printf("%-14s %10s %10s %10s %12s\n", "CPU of a core", "best MB/s", "median", "of bytes",
               "count");
        for (int k = 0; k < KINDS; k++) {
                qsort(cpu[k], (size_t)rounds, sizeof cpu[k][0], by_size);
                printf("%-14s %10.0f %10.0f %10.2f %12" PRId64 "\n", kinds[k].name, mb / cpu[k][0],
                       mb / cpu[k][rounds / 2], cpu[0][rounds / 2] / cpu[k][rounds / 2],
                       last[k].rows);
        }
        printf("the sum of BilledCost is right: %s; findings: %" PRId64 "\n", sum,
               last[KINDS - 1].findings);
        return 0;
}

int main(int argc, char **argv)
{
        int64_t n;

        if (argc == 3 && strcmp(argv[1], "make") == 0 &&
            str_to_int(str_from(argv[2]), 1, INT64_MAX, &n))
                return make(n);
        if ((argc == 5 || argc == 6) && strcmp(argv[1], "read") == 0 &&
            str_to_int(str_from(argv[3]), 1, ROUNDS_MAX, &n))
                return measure(argv[2], (int)n, argv[4], argc == 6 ? argv[5] : NULL);
        fputs("focus-bench make BYTES | read FILE ROUNDS SUM\n", stderr);
        return 2;
}
