/* web/upload: what a multipart form brings, fields in memory and files in the upload folder. */
#ifndef SEEDBED_WEB_UPLOAD_H
#define SEEDBED_WEB_UPLOAD_H

#include "web/http.h"

typedef struct Upload Upload;

typedef struct {
        Str folder;
        uint64_t files_bytes_max; /* all files together */
        size_t fields_bytes_max;  /* all fields together, names too */
} UploadLimits;

/* INVALID for a Content-Type without a boundary; limits->folder must outlive it. */
Status upload_open(Str content_type, const UploadLimits *limits, Upload **out);
/* TOO_LARGE, TOO_MANY, INVALID; BROKEN when the folder takes no file. Faults stick. */
Status upload_feed(Upload *u, Str bytes);
Status upload_end(Upload *u);
/* Fields into the arena; files stay here, so that taking one is seen by upload_close. */
void upload_show(Upload *u, Arena *a, HttpPair **out_fields, size_t *out_fields_n,
                 HttpUpload **out_files, size_t *out_files_n);
/* Removes the files that nobody took. NULL is fine. */
void upload_close(Upload *u);

#endif
