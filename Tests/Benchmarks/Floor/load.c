// `floor load`: the phases of a run, its bounds in time and its figures.

#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

// Outstanding answers may come for this long after the measurement, and closing may take as long again.
static const double drainSeconds = 3;

static Option options[] = {
    {"--url", NULL},    {"--connections", NULL},      {"--duration", NULL},        {"--warmup", NULL},
    {"--action", NULL}, {"--source", NULL},           {"--prefix", NULL},          {"--id-tag", NULL},
    {"--batch", NULL},  {"--log-transactions", NULL}, {"--connect-timeout", NULL}, {"--meter-values", NULL},
    {"--reconnect", NULL}, {NULL, NULL},
};

static void parseSources(Load *load, const char *text) {
    char copy[512];
    if (strlen(text) >= sizeof copy) {
        fail("--source is too long");
    }
    strcpy(copy, text);
    for (char *part = strtok(copy, ","); part != NULL; part = strtok(NULL, ",")) {
        if (load->sourceCount == SOURCES_LIMIT) {
            fail("--source takes at most %d addresses", SOURCES_LIMIT);
        }
        struct sockaddr_in *source = &load->sources[load->sourceCount++];
        source->sin_family = AF_INET;
        if (inet_pton(AF_INET, part, &source->sin_addr) != 1) {
            fail("--source: '%s' is not an IPv4 address", part);
        }
    }
}

// Text that goes into a path or a JSON string as it is.
static const char *plainText(const char *name, const char *otherwise, size_t limit) {
    const char *text = optionText(options, name, otherwise);
    size_t plain = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    if (text[plain] != 0 || plain == 0 || plain > limit) {
        fail("%s must be 1 to %zu letters, digits, '-', '_' or '.'", name, limit);
    }
    return text;
}

static Load *configured(int count, char **arguments) {
    parseOptions(count, arguments, options, sizeof options / sizeof options[0] - 1);
    Load *load = calloc(1, sizeof *load);
    const char *url = optionText(options, "--url", NULL);
    if (load == NULL || url == NULL) {
        fail("--url ws://HOST:PORT/path is needed");
    }
    parseURL(url, &load->target, load->authority, sizeof load->authority, load->path, sizeof load->path);
    load->count = (size_t)optionNumber(options, "--connections", 1, 1, CONNECTIONS_LIMIT);
    load->batch = (size_t)optionNumber(options, "--batch", 250, 1, CONNECTIONS_LIMIT);
    load->prefix = plainText("--prefix", "FLOOR", 15);
    load->idTag = plainText("--id-tag", "TAG1", 20);
    parseSources(load, optionText(options, "--source", ""));
    load->actionText = optionText(options, "--action", "Heartbeat");
    load->idle = strcmp(load->actionText, "Idle") == 0;
    load->action = load->idle ? ACTION_HEARTBEAT : actionNamed(load->actionText, strlen(load->actionText));
    switch (load->action) {
    case ACTION_HEARTBEAT:
    case ACTION_METER_VALUES:
    case ACTION_AUTHORIZE:
    case ACTION_START_TRANSACTION:
        break;
    case ACTION_BOOT_NOTIFICATION:
    case ACTION_STATUS_NOTIFICATION:
    case ACTION_STOP_TRANSACTION:
    case ACTION_OTHER:
        fail("--action must be Heartbeat, MeterValues, Authorize, StartTransaction or Idle");
    }
    const char *shape = optionText(options, "--meter-values", "full");
    load->plainMeterValues = strcmp(shape, "plain") == 0;
    if (!load->plainMeterValues && strcmp(shape, "full") != 0) {
        fail("--meter-values must be full or plain");
    }
    const char *again = optionText(options, "--reconnect", "no");
    load->reconnect = strcmp(again, "yes") == 0;
    if (!load->reconnect && strcmp(again, "no") != 0) {
        fail("--reconnect must be yes or no");
    }
    const char *file = optionText(options, "--log-transactions", NULL);
    if (file != NULL && (load->transactions = fopen(file, "w")) == NULL) {
        fail("cannot write %s: %s", file, strerror(errno));
    }
    return load;
}

static size_t active(const Load *load) {
    size_t waiting = 0;
    for (size_t index = 0; index < load->count; index++) {
        waiting += load->points[index].outstanding ? 1 : 0;
    }
    return waiting;
}

// Runs the loop until `end`, or until the phase has nothing more to wait for.
static void runPhase(Load *load, Phase phase, double seconds) {
    struct epoll_event events[EVENTS_PER_WAIT];
    int64_t end = monotonicNanoseconds() + (int64_t)(seconds * 1e9);
    load->phase = phase;
    while (!stopRequested || phase == PHASE_CLOSE) {
        startPoints(load);
        reconnectPoints(load);
        bool allEnded = load->ended == load->count;
        bool allBooted = phase == PHASE_CONNECT && load->started == load->count && load->handshakes == 0;
        int64_t left = end - monotonicNanoseconds();
        if (left <= 0 || allEnded || allBooted) {
            return;
        }
        int64_t milliseconds = left / 1000000 + 1;
        int64_t longest = load->awayCount > 0 ? 10 : 200;
        int timeout = (int)(milliseconds < longest ? milliseconds : longest);
        int count = epoll_wait(load->epoll, events, EVENTS_PER_WAIT, timeout);
        refreshTime(&load->time);
        for (int index = 0; index < count; index++) {
            pointEvent(load, events[index].data.ptr, events[index].events);
        }
    }
}

static void closeAll(Load *load) {
    // Answers that are still on their way count as answered, not as round trips of the measurement.
    int64_t deadline = monotonicNanoseconds() + (int64_t)(drainSeconds * 1e9);
    while (active(load) > 0 && monotonicNanoseconds() < deadline) {
        runPhase(load, PHASE_CLOSE, 0.01);
    }
    closePoints(load);
    runPhase(load, PHASE_CLOSE, drainSeconds);
    load->unanswered += active(load);
}

static uint64_t errorCount(const Load *load) {
    return load->callErrors + load->refused + load->protocolErrors + load->connectErrors + load->closedConnections +
           load->unanswered + (load->booted < load->count ? 1 : 0) + load->lost;
}

static void printResult(const Load *load, double seconds, double connectSeconds, CPUTime cpu, long resident) {
    const Histogram *latency = &load->latency;
    printf("{\"connections\":%zu,\"booted\":%zu,\"connectSeconds\":%.3f,\"action\":\"%s\",\"seconds\":%.3f,"
           "\"roundTripsPerSecond\":%.1f,\"roundTrips\":%llu,\"callsSent\":%llu,\"callBytes\":%llu,",
           load->count, load->booted, connectSeconds, load->actionText, seconds,
           seconds > 0 ? (double)load->roundTrips / seconds : 0, (unsigned long long)load->roundTrips,
           (unsigned long long)load->callsSent,
           (unsigned long long)(load->callsSent > 0 ? load->callBytes / load->callsSent : 0));
    if (load->action == ACTION_START_TRANSACTION) {
        printf("\"startsPerSecond\":%.1f,\"startTransactions\":%llu,",
               seconds > 0 ? (double)load->startTransactions / seconds : 0,
               (unsigned long long)load->startTransactions);
    }
    printf("\"p50us\":%llu,\"p90us\":%llu,\"p99us\":%llu,\"maxus\":%llu,\"errors\":%llu,",
           (unsigned long long)histogramPercentile(latency, 50), (unsigned long long)histogramPercentile(latency, 90),
           (unsigned long long)histogramPercentile(latency, 99), (unsigned long long)latency->largest,
           (unsigned long long)errorCount(load));
    printf("\"errorCauses\":{\"callErrors\":%llu,\"refused\":%llu,\"protocolErrors\":%llu,\"connectErrors\":%llu,"
           "\"closedConnections\":%llu,\"unanswered\":%llu},",
           (unsigned long long)load->callErrors, (unsigned long long)load->refused,
           (unsigned long long)load->protocolErrors, (unsigned long long)load->connectErrors,
           (unsigned long long)load->closedConnections, (unsigned long long)load->unanswered);
    if (load->reconnect) {
        printf("\"storm\":{\"losses\":%llu,\"connectRetries\":%llu,\"unserved\":%zu,\"seconds\":%.3f},",
               (unsigned long long)load->losses, (unsigned long long)load->connectRetries, load->lost,
               load->stormEnded > 0 ? (double)(load->stormEnded - load->stormBegan) / 1e9 : -1.0);
    }
    printf("\"userCpuSeconds\":%.3f,\"systemCpuSeconds\":%.3f,\"rssKiB\":%ld}\n", cpu.userSeconds, cpu.systemSeconds,
           resident);
    fflush(stdout);
}

int runLoad(int count, char **arguments) {
    Load *load = configured(count, arguments);
    double warmup = optionSeconds(options, "--warmup", 2, 3600);
    double duration = optionSeconds(options, "--duration", 10, 3600);
    double connectTimeout = optionSeconds(options, "--connect-timeout", 60, 3600);
    installSignals();
    raiseDescriptorLimit(load->count);
    seedRandom(&load->randomState);
    refreshTime(&load->time);
    load->points = calloc(load->count, sizeof *load->points);
    load->away = calloc(load->count, sizeof *load->away);
    load->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (load->points == NULL || load->away == NULL || load->epoll < 0) {
        fail("cannot start: %s", strerror(errno));
    }
    for (size_t index = 0; index < load->count; index++) {
        load->points[index].index = (uint32_t)index;
        load->points[index].stream.descriptor = -1;
    }

    int64_t start = monotonicNanoseconds();
    runPhase(load, PHASE_CONNECT, connectTimeout);
    double connectSeconds = (double)(monotonicNanoseconds() - start) / 1e9;
    fprintf(stderr, "booted %zu\n", load->booted);
    double seconds = 0;
    CPUTime before = cpuTime(), after = before;
    if (load->booted == load->count) {
        load->phase = PHASE_WARMUP;
        beginCalls(load);
        runPhase(load, PHASE_WARMUP, warmup);
        before = cpuTime();
        int64_t measured = monotonicNanoseconds();
        runPhase(load, PHASE_MEASURE, duration);
        seconds = (double)(monotonicNanoseconds() - measured) / 1e9;
        after = cpuTime();
    }
    long resident = residentKiB();
    closeAll(load);
    CPUTime used = {after.userSeconds - before.userSeconds, after.systemSeconds - before.systemSeconds};
    printResult(load, seconds, connectSeconds, used, resident);
    if (load->transactions != NULL) {
        fclose(load->transactions);
    }
    return errorCount(load) == 0 ? 0 : 1;
}
