// zlib for Swift: its own header, and the macro that begins a gzip stream.
#ifndef WATTSWARM_CZLIB_SHIM_H
#define WATTSWARM_CZLIB_SHIM_H

#include <zlib.h>

// 15 + 16 asks for the largest window and a gzip header.
static inline int wattswarm_gzip_begin(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

#endif
