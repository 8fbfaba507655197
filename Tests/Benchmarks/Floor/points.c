// The charge points of `floor load`: connect, upgrade, boot, then one CALL after the other.

#include "load.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static uint32_t nextMask(Load *load) {
    uint32_t mask;
    do {
        mask = (uint32_t)nextRandom(&load->randomState);
    } while (mask == 0);
    return mask;
}

// Nanoseconds until a lost point connects again.
static const int64_t retryPause = 500 * 1000 * 1000;

// The connection is gone and will be opened again; true when that is so.
static bool isAway(Load *load, Point *point) {
    bool working = load->phase == PHASE_WARMUP || load->phase == PHASE_MEASURE;
    if (!load->reconnect || !working || point->stream.closing) {
        return false;
    }
    int64_t now = monotonicNanoseconds();
    if (point->state < POINT_BOOTED) {
        load->handshakes -= 1;
        load->connectRetries += 1;
    } else {
        load->losses += 1;
    }
    if (!point->lost) {
        point->lost = true;
        load->lost += 1;
        load->stormBegan = load->stormBegan > 0 ? load->stormBegan : now;
        load->stormEnded = 0;
    }
    point->outstanding = false;
    point->state = POINT_IDLE;
    point->retryAt = now + retryPause;
    streamFree(&point->stream);
    load->away[(load->awayFirst + load->awayCount++) % load->count] = point->index;
    return true;
}

static void endPoint(Load *load, Point *point, uint64_t *reason) {
    if (point->state == POINT_ENDED || point->state == POINT_IDLE || isAway(load, point)) {
        return;
    }
    if (reason != NULL) {
        *reason += 1;
    }
    if (point->state < POINT_BOOTED) {
        load->handshakes -= 1;
    }
    if (point->outstanding && load->phase == PHASE_CLOSE) {
        load->unanswered += 1;
    }
    point->outstanding = false;
    point->state = POINT_ENDED;
    streamFree(&point->stream);
    load->ended += 1;
}

// Ends the point by the target's doing: an error unless we are closing.
static void lostPoint(Load *load, Point *point) {
    endPoint(load, point, point->stream.closing ? NULL : &load->closedConnections);
}

static void sendCall(Load *load, Point *point, Action action) {
    char text[CALL_LIMIT];
    size_t length = writeCall(load, point, action, text, sizeof text);
    point->action = (uint8_t)action;
    point->outstanding = true;
    if (action != ACTION_BOOT_NOTIFICATION) {
        load->callsSent += 1;
        load->callBytes += length;
    }
    putFrame(OPCODE_TEXT, text, length, nextMask(load));
    point->sentAt = monotonicNanoseconds();
    if (load->reconnect && (action == ACTION_START_TRANSACTION || action == ACTION_STOP_TRANSACTION)) {
        free(point->repeat);
        point->repeat = malloc(length);
        if (point->repeat == NULL) {
            fail("out of memory");
        }
        memcpy(point->repeat, text, length);
        point->repeatLength = (uint32_t)length;
    }
}

static void sendNextCall(Load *load, Point *point) {
    Action action = load->action;
    if (action == ACTION_START_TRANSACTION && point->inTransaction) {
        action = ACTION_STOP_TRANSACTION;
    }
    sendCall(load, point, action);
}

// The first CALL on a connection that was opened again: the one that was not answered, word for word.
static void resume(Load *load, Point *point) {
    point->state = POINT_BOOTED;
    load->handshakes -= 1;
    if (point->repeat == NULL) {
        sendNextCall(load, point);
        return;
    }
    point->outstanding = true;
    putFrame(OPCODE_TEXT, point->repeat, point->repeatLength, nextMask(load));
    point->sentAt = monotonicNanoseconds();
}

// MARK: Opening

static void startPoint(Load *load, Point *point) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    streamInit(&point->stream, descriptor);
    point->state = POINT_CONNECTING;
    load->handshakes += 1;
    if (descriptor < 0) {
        endPoint(load, point, &load->connectErrors);
        return;
    }
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (load->sourceCount > 0) {
        // The port is chosen at connect(), so a port may serve several destinations and the search stays short.
        setsockopt(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
        const struct sockaddr_in *source = &load->sources[point->index % load->sourceCount];
        if (bind(descriptor, (const struct sockaddr *)source, sizeof *source) != 0) {
            endPoint(load, point, &load->connectErrors);
            return;
        }
    }
    int result = connect(descriptor, (const struct sockaddr *)&load->target, sizeof load->target);
    if (result != 0 && errno != EINPROGRESS) {
        endPoint(load, point, &load->connectErrors);
        return;
    }
    point->stream.wantsWrite = true;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = point};
    epoll_ctl(load->epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void startPoints(Load *load) {
    while (load->phase == PHASE_CONNECT && load->started < load->count && load->handshakes < load->batch) {
        startPoint(load, &load->points[load->started++]);
    }
}

void reconnectPoints(Load *load) {
    int64_t now = load->awayCount > 0 ? monotonicNanoseconds() : 0;
    while (load->awayCount > 0 && load->handshakes < load->batch) {
        Point *point = &load->points[load->away[load->awayFirst]];
        if (point->retryAt > now || load->phase == PHASE_CLOSE) {
            return;
        }
        load->awayFirst = (load->awayFirst + 1) % load->count;
        load->awayCount -= 1;
        startPoint(load, point);
    }
}

static void nonceOf(const Point *point, uint8_t nonce[16]) {
    uint64_t state = point->nonce;
    for (int half = 0; half < 2; half++) {
        uint64_t word = nextRandom(&state);
        memcpy(nonce + 8 * half, &word, 8);
    }
}

static void connected(Load *load, Point *point) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(point->stream.descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        endPoint(load, point, &load->connectErrors);
        return;
    }
    char identity[64];
    char request[1024];
    uint8_t nonce[16];
    point->nonce = nextRandom(&load->randomState);
    nonceOf(point, nonce);
    snprintf(identity, sizeof identity, "%s%05u", load->prefix, point->index);
    putBytes(request, writeUpgradeRequest(request, sizeof request, load->authority, load->path, identity, nonce));
    point->state = POINT_UPGRADING;
    if (streamFlush(&point->stream, load->epoll, point) == STREAM_ENDED ||
        streamWritable(&point->stream, load->epoll, point) == STREAM_ENDED) {
        lostPoint(load, point);
    }
}

// Returns how many bytes the answer took; 0 while it is incomplete or when the point has ended.
static size_t upgraded(Load *load, Point *point, size_t length) {
    size_t head = headLength(sharedInput, length);
    uint8_t nonce[16];
    nonceOf(point, nonce);
    if (head == 0 && length <= HANDSHAKE_LIMIT) {
        return 0;
    }
    if (head == 0 || !checkUpgradeAnswer((const char *)sharedInput, head, nonce)) {
        endPoint(load, point, &load->connectErrors);
        return 0;
    }
    point->stream.open = true;
    if (point->lost) {
        resume(load, point);
        return head;
    }
    point->state = POINT_BOOTING;
    sendCall(load, point, ACTION_BOOT_NOTIFICATION);
    return head;
}

// MARK: Answers

static void bootAnswered(Load *load, Point *point, const Envelope *answer) {
    if (!payloadContains(answer, "\"Accepted\"")) {
        endPoint(load, point, &load->refused);
        return;
    }
    point->state = POINT_BOOTED;
    load->handshakes -= 1;
    load->booted += 1;
}

static void transactionAnswered(Load *load, Point *point, const Envelope *answer) {
    free(point->repeat);
    point->repeat = NULL;
    if (point->action == ACTION_STOP_TRANSACTION) {
        point->inTransaction = false;
        if (load->transactions != NULL) {
            fprintf(load->transactions, "stop %s%05u %lld\n", load->prefix, point->index,
                    (long long)point->transactionId);
        }
        return;
    }
    if (!payloadInteger(answer, "\"transactionId\"", &point->transactionId)) {
        load->protocolErrors += 1;
        return;
    }
    point->inTransaction = true;
    if (!payloadContains(answer, "\"Accepted\"")) {
        load->refused += 1;
    }
    if (load->transactions != NULL) {
        fprintf(load->transactions, "start %s%05u %lld\n", load->prefix, point->index,
                (long long)point->transactionId);
    }
}

static void sample(Load *load, const Point *point, int64_t now) {
    if (load->phase != PHASE_MEASURE) {
        return;
    }
    load->roundTrips += 1;
    load->startTransactions += point->action == ACTION_START_TRANSACTION ? 1 : 0;
    if (point->action == load->action) {
        histogramRecord(&load->latency, (uint64_t)(now - point->sentAt + 999) / 1000);
    }
}

static void answered(Load *load, Point *point, const Envelope *answer) {
    if (!point->outstanding || !answersCall(answer, point)) {
        load->protocolErrors += 1;
        return;
    }
    point->outstanding = false;
    if (point->lost) {
        point->lost = false;
        load->lost -= 1;
        if (load->lost == 0) {
            load->stormEnded = monotonicNanoseconds();
            fprintf(stderr, "served again after %.3f s\n", (double)(load->stormEnded - load->stormBegan) / 1e9);
        }
    }
    if (point->state == POINT_BOOTING) {
        if (answer->type == 4) {
            endPoint(load, point, &load->callErrors);
        } else {
            bootAnswered(load, point, answer);
        }
        return;
    }
    if (answer->type == 4) {
        load->callErrors += 1;
    } else {
        sample(load, point, monotonicNanoseconds());
        if (load->action == ACTION_START_TRANSACTION) {
            transactionAnswered(load, point, answer);
        } else if (load->action == ACTION_AUTHORIZE && !payloadContains(answer, "\"Accepted\"")) {
            load->refused += 1;
        }
    }
    if (load->phase == PHASE_WARMUP || load->phase == PHASE_MEASURE) {
        sendNextCall(load, point);
    }
}

// A CALL of the central system: the floor implements none.
static void refuseCall(Load *load, const Envelope *call) {
    char text[UNIQUE_ID_LIMIT + 64];
    int length = snprintf(text, sizeof text, "[4,\"%.*s\",\"NotImplemented\",\"\",{}]", (int)call->uniqueIdLength,
                          call->uniqueId);
    putFrame(OPCODE_TEXT, text, (size_t)length, nextMask(load));
}

static void delivered(Load *load, Point *point, const Delivery *delivery) {
    Envelope envelope;
    switch (delivery->event) {
    case EVENT_NONE:
    case EVENT_PONG:
        return;
    case EVENT_TEXT:
        if (!scanEnvelope(delivery->payload, delivery->length, &envelope)) {
            load->protocolErrors += 1;
        } else if (envelope.type == 2) {
            refuseCall(load, &envelope);
        } else {
            answered(load, point, &envelope);
        }
        return;
    case EVENT_PING:
        putFrame(OPCODE_PONG, delivery->payload, delivery->length, nextMask(load));
        return;
    case EVENT_CLOSE:
        if (!point->stream.closing) {
            putFrame(OPCODE_CLOSE, delivery->payload, delivery->length, nextMask(load));
            streamFlush(&point->stream, load->epoll, point);
        }
        lostPoint(load, point);
        return;
    case EVENT_VIOLATION:
        endPoint(load, point, &load->protocolErrors);
        return;
    }
}

static void readPoint(Load *load, Point *point) {
    ssize_t count = streamRead(&point->stream);
    if (count <= 0) {
        if (count < 0) {
            lostPoint(load, point);
        }
        return;
    }
    size_t length = (size_t)count;
    size_t consumed = 0;
    if (point->state == POINT_UPGRADING) {
        consumed = upgraded(load, point, length);
    }
    while (point->stream.open && consumed < length) {
        Delivery delivery = {.event = EVENT_NONE};
        size_t size = takeFrame(&point->stream, sharedInput + consumed, length - consumed, false, &delivery);
        if (size == 0) {
            break;
        }
        consumed += size;
        delivered(load, point, &delivery);
        if (sharedOutputLength > OUTPUT_SIZE / 2 && point->state != POINT_ENDED && point->state != POINT_IDLE &&
            streamFlush(&point->stream, load->epoll, point) == STREAM_ENDED) {
            lostPoint(load, point);
        }
    }
    if (point->state == POINT_ENDED || point->state == POINT_IDLE) {
        sharedOutputLength = 0;
        return;
    }
    if (streamFlush(&point->stream, load->epoll, point) == STREAM_ENDED ||
        streamKeep(&point->stream, consumed, length) == STREAM_ENDED) {
        lostPoint(load, point);
    }
}

void pointEvent(Load *load, Point *point, uint32_t events) {
    if (point->state == POINT_ENDED || point->state == POINT_IDLE) {
        return;
    }
    if ((events & EPOLLOUT) != 0) {
        if (point->state == POINT_CONNECTING) {
            connected(load, point);
        } else if (streamWritable(&point->stream, load->epoll, point) == STREAM_ENDED) {
            lostPoint(load, point);
        }
    }
    if ((events & ~(uint32_t)EPOLLOUT) == 0 || point->state == POINT_ENDED || point->state == POINT_IDLE) {
        return;
    }
    if (point->state == POINT_CONNECTING) {
        endPoint(load, point, &load->connectErrors);
    } else {
        readPoint(load, point);
    }
}

// MARK: Phases

void beginCalls(Load *load) {
    for (size_t index = 0; index < load->count; index++) {
        Point *point = &load->points[index];
        if (point->state == POINT_BOOTED && !load->idle) {
            sendNextCall(load, point);
            if (streamFlush(&point->stream, load->epoll, point) == STREAM_ENDED) {
                lostPoint(load, point);
            }
        }
    }
}

void closePoints(Load *load) {
    static const uint8_t normal[2] = {0x03, 0xE8};
    for (size_t index = 0; index < load->count; index++) {
        Point *point = &load->points[index];
        if (point->state == POINT_BOOTED && !point->stream.closing && !point->outstanding) {
            point->stream.closing = true;
            putFrame(OPCODE_CLOSE, normal, sizeof normal, nextMask(load));
            if (streamFlush(&point->stream, load->epoll, point) == STREAM_ENDED) {
                endPoint(load, point, NULL);
            }
        }
    }
}
