// libcurl for Swift: its own header, and its variadic calls with one argument type each, which Swift cannot call otherwise.
#ifndef WATTSWARM_CCURL_SHIM_H
#define WATTSWARM_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef size_t (*wattswarm_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*wattswarm_curl_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode wattswarm_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

static inline const char *const *wattswarm_curl_protocols(void) {
    return curl_version_info(CURLVERSION_NOW)->protocols;
}

static inline CURLcode wattswarm_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wattswarm_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wattswarm_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wattswarm_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wattswarm_curl_set_data_callback(
    CURL *easy, CURLoption option, wattswarm_curl_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode wattswarm_curl_set_seek_callback(CURL *easy, wattswarm_curl_seek_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLMcode wattswarm_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode wattswarm_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode wattswarm_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode wattswarm_curl_get_socket(CURL *easy, curl_socket_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

#endif
