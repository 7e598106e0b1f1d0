/* base/log: see the header. */
#include "base/log.h"

#include "base/time.h"

#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 2048 };

void log_line(LogLevel level, const char *format, ...)
{
        static const char *const names[] = {"debug", "info", "warn", "error"};
        char line[LINE_BYTES_MAX];
        int64_t now = time_now_us();
        Civil c = time_civil(now);
        va_list args;
        int head, n;
        size_t len;

        head = snprintf(line, sizeof line, "time=%04d-%02d-%02dT%02d:%02d:%02d.%03dZ level=%s ",
                        c.year, c.month, c.day, c.hour, c.minute, c.second,
                        (int)(now / 1000 % 1000), names[level]);
        va_start(args, format);
        n = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
        va_end(args);
        len = (size_t)head + (size_t)(n < 0 ? 0 : n);
        if (len > sizeof line - 2)
                len = sizeof line - 2;
        for (size_t i = 0; i < len; i++)
                if ((unsigned char)line[i] < 0x20)
                        line[i] = ' ';
        line[len++] = '\n';
        /* one write, so that lines of threads do not mix; a lost log line stops nothing */
        if (write(STDERR_FILENO, line, len) < 0)
                return;
}
