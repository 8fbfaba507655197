// What the files of `floor load` share.

#ifndef FLOOR_LOAD_H
#define FLOOR_LOAD_H

#include "floor.h"

#include <stdio.h>

enum { UNIQUE_ID_DIGITS = 12, CALL_LIMIT = 4096 };

typedef enum {
    POINT_IDLE,       // not yet connecting
    POINT_CONNECTING, // connect() runs
    POINT_UPGRADING,  // the upgrade request is sent
    POINT_BOOTING,    // BootNotification is sent
    POINT_BOOTED,
    POINT_ENDED,
} PointState;

typedef struct {
    Stream stream;
    PointState state;
    bool outstanding; // a CALL waits for its answer
    uint8_t action;   // of that CALL
    bool inTransaction;
    uint32_t index;
    uint64_t nonce; // of the opening handshake
    uint64_t lastId;
    int64_t sentAt; // nanoseconds
    int64_t transactionId;
    bool lost;        // the connection was lost and nothing was answered since
    int64_t retryAt;  // nanoseconds; when it connects again
    char *repeat;     // the unanswered StartTransaction or StopTransaction, which is sent again after a loss
    uint32_t repeatLength;
} Point;

typedef enum { PHASE_CONNECT, PHASE_WARMUP, PHASE_MEASURE, PHASE_CLOSE } Phase;

typedef struct {
    struct sockaddr_in target;
    char authority[64];
    char path[256];
    const char *prefix;
    const char *idTag;
    const char *actionText;
    Action action;
    bool idle; // boots and stays
    bool plainMeterValues;
    bool reconnect; // connections that the target ends are opened again
    struct sockaddr_in sources[SOURCES_LIMIT];
    size_t sourceCount;
    FILE *transactions;

    int epoll;
    Phase phase;
    Point *points;
    size_t count, started, booted, ended;
    size_t handshakes, batch; // connections that are not booted yet, and how many of them may be
    uint64_t lastId;
    uint64_t randomState;
    TimeText time;

    uint32_t *away; // ring of the points that wait for their retry, in the order of their instants
    size_t awayFirst, awayCount;
    size_t lost;                      // points that were lost and are not served again
    uint64_t losses, connectRetries;  // connections lost; attempts that failed meanwhile
    int64_t stormBegan, stormEnded;   // nanoseconds; the first loss, and when the last lost point was served again

    uint64_t roundTrips, startTransactions, callBytes, callsSent;
    uint64_t callErrors, refused, protocolErrors, connectErrors, closedConnections, unanswered;
    Histogram latency; // of the chosen action; with StartTransaction the starts only
} Load;

// messages.c
size_t writeCall(Load *load, Point *point, Action action, char *text, size_t size);
bool answersCall(const Envelope *envelope, const Point *point);

// points.c
void startPoints(Load *load);
void reconnectPoints(Load *load);
void beginCalls(Load *load);
void pointEvent(Load *load, Point *point, uint32_t events);
void closePoints(Load *load);

#endif
