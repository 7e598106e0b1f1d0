/* apply/file_look: what a file is, by its own bytes. */
#include "apply/file.h"

#include "base/words.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 4096 };

static Str ending_of(Arena *a, Str name)
{
        size_t at = name.len;

        while (at > 0 && name.at[at - 1] != '.')
                at--;
        return at ? str_lower(a, str_skip(name, at)) : (Str){0};
}

static bool begins(Str head, size_t at, const char *magic, size_t n)
{
        return head.len >= at + n && memcmp(head.at + at, magic, n) == 0;
}

static bool is_text(Str head)
{
        Str whole = head;

        /* the head may end inside a character */
        for (int i = 0; i < 4 && whole.len && !str_is_utf8(whole); i++)
                whole.len--;
        if (!str_is_utf8(whole))
                return false;
        for (size_t i = 0; i < whole.len; i++)
                if ((unsigned char)whole.at[i] < 0x20 && !strchr("\t\r\n\f", whole.at[i]))
                        return false;
        return true;
}

/* By its first bytes; zip stands for all that is one. */
static const char *by_magic(Str head)
{
        static const struct {
                const char *type, *magic;
                size_t at, n;
        } kinds[] = {{"pdf", "%PDF-", 0, 5},        {"png", "\x89PNG\r\n\x1a\n", 0, 8},
                     {"jpg", "\xff\xd8\xff", 0, 3}, {"gif", "GIF8", 0, 4},
                     {"webp", "WEBP", 8, 4},        {"zip", "PK\x03\x04", 0, 4},
                     {"zip", "PK\x05\x06", 0, 4},   {"mp4", "ftyp", 4, 4},
                     {"mp3", "ID3", 0, 3},          {"doc", "\xd0\xcf\x11\xe0", 0, 4}};

        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
                if (begins(head, kinds[i].at, kinds[i].magic, kinds[i].n))
                        return kinds[i].type;
        return is_text(head) ? "txt" : "";
}

/* Reads every byte of every entry: their checksums are looked at, and what swells is stopped. */
static bool archive_walk(struct archive *zip, int64_t outside, const char **out_type)
{
        struct archive_entry *e;
        int64_t inside = 0, entries = 0;
        int r;

        while ((r = archive_read_next_header(zip, &e)) == ARCHIVE_OK || r == ARCHIVE_WARN) {
                const char *name = archive_entry_pathname(e);
                const void *block;
                size_t n;
                la_int64_t at;

                if (++entries > ARCHIVE_ENTRIES_MAX || archive_entry_is_encrypted(e))
                        return false;
                if (name && strncmp(name, "word/", 5) == 0)
                        *out_type = "docx";
                else if (name && strncmp(name, "xl/", 3) == 0)
                        *out_type = "xlsx";
                else if (name && strncmp(name, "ppt/", 4) == 0)
                        *out_type = "pptx";
                while ((r = archive_read_data_block(zip, &block, &n, &at)) == ARCHIVE_OK) {
                        inside += (int64_t)n;
                        if (inside > ARCHIVE_BYTES_MAX ||
                            inside > outside * ARCHIVE_RATIO_MAX + 1024 * 1024)
                                return false;
                }
                if (r != ARCHIVE_EOF)
                        return false;
        }
        return r == ARCHIVE_EOF && entries > 0;
}

static bool archive_is_whole(const char *path, int64_t outside, const char **out_type)
{
        struct archive *zip = archive_read_new();
        bool good;

        if (!zip)
                return false;
        archive_read_support_format_zip_seekable(zip);
        good = archive_read_open_filename(zip, path, 65536) == ARCHIVE_OK &&
               archive_walk(zip, outside, out_type);
        archive_read_free(zip);
        return good;
}

/* Endings of other names for what the bytes say. */
static bool fits(Str ending, const char *type)
{
        static const char *const also[][2] = {
                {"jpeg", "jpg"}, {"csv", "txt"}, {"md", "txt"},  {"json", "txt"}, {"tsv", "txt"},
                {"odt", "zip"},  {"ods", "zip"}, {"odp", "zip"}, {"m4v", "mp4"},  {"mov", "mp4"},
                {"m4a", "mp4"},  {"xls", "doc"}, {"ppt", "doc"}};

        if (str_is(ending, type))
                return true;
        for (size_t i = 0; i < sizeof also / sizeof *also; i++)
                if (str_is(ending, also[i][0]) && strcmp(type, also[i][1]) == 0)
                        return true;
        return false;
}

Status file_look(Arena *a, const char *path, Str name, Str *out_type, Str *out_fault)
{
        char *head = arena_bytes(a, HEAD_BYTES);
        Str ending = ending_of(a, name);
        const char *type;
        struct stat st;
        ssize_t n;
        int fd = open(path, O_RDONLY | O_CLOEXEC);

        if (fd < 0)
                return NOT_FOUND;
        n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, head, HEAD_BYTES) : -1;
        close(fd);
        if (n < 0)
                return BROKEN;
        *out_type = ending;
        *out_fault = (Str){0};
        if (st.st_size > APPLICATION_FILE_BYTES_MAX) {
                *out_fault = S_("This file is too large.");
                return INVALID;
        }
        type = n ? by_magic((Str){head, (size_t)n}) : "";
        if (strcmp(type, "zip") == 0 && !archive_is_whole(path, st.st_size, &type))
                *out_fault =
                        S_("This archive is broken, locked with a password, or holds too much.");
        else if (!n)
                *out_fault = S_("This file is empty.");
        else if (!fits(ending, type))
                *out_fault = str_fmt(a, _("The name says «%.*s», but the file is not one."),
                                     S_ARG(str_head(ending, 20)));
        return out_fault->len ? INVALID : OK;
}
