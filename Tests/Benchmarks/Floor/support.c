#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>

volatile sig_atomic_t stopRequested = 0;
volatile sig_atomic_t reportRequested = 0;

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("floor: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

int64_t monotonicNanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void requestStop(int signal) {
    (void)signal;
    stopRequested = 1;
}

static void requestReport(int signal) {
    (void)signal;
    reportRequested = 1;
}

void installSignals(void) {
    struct sigaction action = {.sa_handler = requestStop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    action.sa_handler = requestReport;
    sigaction(SIGUSR1, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

void raiseDescriptorLimit(size_t needed) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        fail("getrlimit: %s", strerror(errno));
    }
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) {
        fail("setrlimit: %s", strerror(errno));
    }
    if (limit.rlim_max != RLIM_INFINITY && needed + 16 > limit.rlim_max) {
        fail("%zu connections need more descriptors than the limit of %zu (ulimit -Hn)", needed,
             (size_t)limit.rlim_max);
    }
}

struct sockaddr_in parseAddress(const char *text) {
    char host[64];
    const char *colon = strrchr(text, ':');
    if (colon == NULL || (size_t)(colon - text) >= sizeof host) {
        fail("'%s' is not HOST:PORT", text);
    }
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = 0;
    char *end = NULL;
    long port = strtol(colon + 1, &end, 10);
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *name = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    if (end == colon + 1 || *end != 0 || port < 0 || port > 65535 || inet_pton(AF_INET, name, &address.sin_addr) != 1) {
        fail("'%s' is not an IPv4 HOST:PORT", text);
    }
    address.sin_port = htons((uint16_t)port);
    return address;
}

void parseURL(const char *text, struct sockaddr_in *address, char *authority, size_t authoritySize, char *path,
              size_t pathSize) {
    if (strncmp(text, "ws://", 5) != 0) {
        fail("'%s' is not a ws:// URL", text);
    }
    const char *start = text + 5;
    size_t length = strcspn(start, "/");
    size_t pathLength = strlen(start + length);
    if (length >= authoritySize || pathLength >= pathSize) {
        fail("the URL is too long");
    }
    memcpy(authority, start, length);
    authority[length] = 0;
    memcpy(path, start + length, pathLength + 1);
    while (pathLength > 0 && path[pathLength - 1] == '/') {
        path[--pathLength] = 0;
    }
    *address = parseAddress(authority);
}

CPUTime cpuTime(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (CPUTime){
        .userSeconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6,
        .systemSeconds = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6,
    };
}

long residentKiB(void) {
    FILE *file = fopen("/proc/self/status", "r");
    if (file == NULL) {
        return -1;
    }
    char line[256];
    long kibibytes = -1;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "VmRSS: %ld", &kibibytes) == 1) {
            break;
        }
    }
    fclose(file);
    return kibibytes;
}

// SplitMix64.
uint64_t nextRandom(uint64_t *state) {
    uint64_t value = (*state += 0x9E3779B97F4A7C15u);
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
    return value ^ (value >> 31);
}

void seedRandom(uint64_t *state) {
    if (getrandom(state, sizeof *state, 0) != (ssize_t)sizeof *state) {
        *state = (uint64_t)monotonicNanoseconds();
    }
}

void refreshTime(TimeText *time) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != time->second || time->text[0] == 0) {
        struct tm parts;
        gmtime_r(&now.tv_sec, &parts);
        strftime(time->text, sizeof time->text, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
        time->second = now.tv_sec;
    }
    int milliseconds = (int)(now.tv_nsec / 1000000);
    time->text[20] = (char)('0' + milliseconds / 100);
    time->text[21] = (char)('0' + milliseconds / 10 % 10);
    time->text[22] = (char)('0' + milliseconds % 10);
}

void parseOptions(int count, char **arguments, Option *options, size_t optionCount) {
    for (int index = 0; index < count; index += 2) {
        Option *found = NULL;
        for (size_t candidate = 0; candidate < optionCount; candidate++) {
            if (options[candidate].name != NULL && strcmp(options[candidate].name, arguments[index]) == 0) {
                found = &options[candidate];
            }
        }
        if (found == NULL) {
            fail("unknown option '%s' (see floor --help)", arguments[index]);
        }
        if (index + 1 >= count) {
            fail("%s needs a value", arguments[index]);
        }
        if (found->value != NULL) {
            fail("%s is given twice", arguments[index]);
        }
        found->value = arguments[index + 1];
    }
}

const char *optionText(const Option *options, const char *name, const char *otherwise) {
    for (const Option *option = options; option->name != NULL; option++) {
        if (strcmp(option->name, name) == 0 && option->value != NULL) {
            return option->value;
        }
    }
    return otherwise;
}

long optionNumber(const Option *options, const char *name, long otherwise, long least, long most) {
    const char *text = optionText(options, name, NULL);
    if (text == NULL) {
        return otherwise;
    }
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != 0 || value < least || value > most) {
        fail("%s must be a whole number from %ld to %ld", name, least, most);
    }
    return value;
}

double optionSeconds(const Option *options, const char *name, double otherwise, double most) {
    const char *text = optionText(options, name, NULL);
    if (text == NULL) {
        return otherwise;
    }
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != 0 || !(value >= 0 && value <= most)) {
        fail("%s must be seconds from 0 to %g", name, most);
    }
    return value;
}
