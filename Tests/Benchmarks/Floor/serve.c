// `floor serve`: an OCPP 1.6J server that keeps no state of a charge point beyond its socket.

#include "floor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Peer {
    Stream stream;
    struct Peer *next; // all peers, so that the server can say goodbye
    struct Peer *previous;
} Peer;

typedef struct {
    int listener;
    int epoll;
    bool listening; // false while descriptors are used up
    long heartbeatInterval;
    int64_t lastTransactionId;
    Peer *peers;
    TimeText time;
    uint64_t accepted, open, peak, upgrades, refusedUpgrades, outOfDescriptors, protocolErrors, answersReceived;
    uint64_t calls[ACTION_COUNT];
    uint64_t callBytes[ACTION_COUNT];
} Server;

static void printActions(const uint64_t values[ACTION_COUNT]) {
    for (int action = 0; action < ACTION_COUNT; action++) {
        printf("%s\"%s\":%llu", action == 0 ? "" : ",", actionNames[action], (unsigned long long)values[action]);
    }
}

static void printCounters(const Server *server, double seconds) {
    CPUTime cpu = cpuTime();
    printf("{\"seconds\":%.3f,\"accepted\":%llu,\"upgrades\":%llu,\"refusedUpgrades\":%llu,\"open\":%llu,\"peak\":%llu,"
           "\"outOfDescriptors\":%llu,\"protocolErrors\":%llu,\"answersReceived\":%llu,\"calls\":{",
           seconds, (unsigned long long)server->accepted, (unsigned long long)server->upgrades,
           (unsigned long long)server->refusedUpgrades, (unsigned long long)server->open,
           (unsigned long long)server->peak, (unsigned long long)server->outOfDescriptors,
           (unsigned long long)server->protocolErrors, (unsigned long long)server->answersReceived);
    printActions(server->calls);
    printf("},\"callBytes\":{");
    printActions(server->callBytes);
    printf("},\"userCpuSeconds\":%.3f,\"systemCpuSeconds\":%.3f,\"rssKiB\":%ld}\n", cpu.userSeconds, cpu.systemSeconds,
           residentKiB());
    fflush(stdout);
}

static void watchListener(Server *server, bool on) {
    if (server->listening == on) {
        return;
    }
    server->listening = on;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(server->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, server->listener, &event);
}

static void dropPeer(Server *server, Peer *peer) {
    if (peer->previous != NULL) {
        peer->previous->next = peer->next;
    } else {
        server->peers = peer->next;
    }
    if (peer->next != NULL) {
        peer->next->previous = peer->previous;
    }
    streamFree(&peer->stream);
    free(peer);
    server->open -= 1;
    watchListener(server, true);
}

static void acceptPeers(Server *server) {
    for (int count = 0; count < EVENTS_PER_WAIT; count++) {
        int descriptor = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                server->outOfDescriptors += 1;
                watchListener(server, false);
            }
            return;
        }
        int one = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        Peer *peer = malloc(sizeof *peer);
        if (peer == NULL) {
            close(descriptor);
            return;
        }
        streamInit(&peer->stream, descriptor);
        peer->previous = NULL;
        peer->next = server->peers;
        if (peer->next != NULL) {
            peer->next->previous = peer;
        }
        server->peers = peer;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
        epoll_ctl(server->epoll, EPOLL_CTL_ADD, descriptor, &event);
        server->accepted += 1;
        server->open += 1;
        server->peak = server->open > server->peak ? server->open : server->peak;
    }
}

// Writes the confirmation's payload; NULL when the action is not implemented.
static const char *confirmation(Server *server, Action action, char *text, size_t size, size_t *length) {
    static const char accepted[] = "{\"idTagInfo\":{\"status\":\"Accepted\"}}";
    int written = 0;
    switch (action) {
    case ACTION_HEARTBEAT:
        memcpy(text, "{\"currentTime\":\"", 16);
        memcpy(text + 16, server->time.text, TIME_LENGTH);
        memcpy(text + 16 + TIME_LENGTH, "\"}", 2);
        *length = 18 + TIME_LENGTH;
        return text;
    case ACTION_BOOT_NOTIFICATION:
        written = snprintf(text, size, "{\"status\":\"Accepted\",\"currentTime\":\"%s\",\"interval\":%ld}",
                           server->time.text, server->heartbeatInterval);
        *length = (size_t)written;
        return text;
    case ACTION_START_TRANSACTION:
        written = snprintf(text, size, "{\"transactionId\":%lld,\"idTagInfo\":{\"status\":\"Accepted\"}}",
                           (long long)++server->lastTransactionId);
        *length = (size_t)written;
        return text;
    case ACTION_AUTHORIZE:
        *length = sizeof accepted - 1;
        return accepted;
    case ACTION_STATUS_NOTIFICATION:
    case ACTION_METER_VALUES:
    case ACTION_STOP_TRANSACTION:
        *length = 2;
        return "{}";
    case ACTION_OTHER:
        break;
    }
    return NULL;
}

static size_t append(char *text, size_t length, const char *piece, size_t pieceLength) {
    memcpy(text + length, piece, pieceLength);
    return length + pieceLength;
}

static void answerCall(Server *server, const Envelope *call, size_t messageLength) {
    char body[160];
    char text[UNIQUE_ID_LIMIT + sizeof body + 64];
    size_t bodyLength = 0;
    Action action = actionNamed(call->action, call->actionLength);
    server->calls[action] += 1;
    server->callBytes[action] += messageLength;
    const char *payload = confirmation(server, action, body, sizeof body, &bodyLength);
    size_t length = append(text, 0, payload != NULL ? "[3,\"" : "[4,\"", 4);
    length = append(text, length, call->uniqueId, call->uniqueIdLength);
    if (payload != NULL) {
        length = append(text, length, "\",", 2);
        length = append(text, length, payload, bodyLength);
        length = append(text, length, "]", 1);
    } else {
        static const char rest[] = "\",\"NotImplemented\",\"The floor does not know this action\",{}]";
        length = append(text, length, rest, sizeof rest - 1);
    }
    putFrame(OPCODE_TEXT, text, length, 0);
}

static void sendClose(Stream *stream, uint16_t code) {
    uint8_t payload[2] = {(uint8_t)(code >> 8), (uint8_t)code};
    if (!stream->closing) {
        stream->closing = true;
        putFrame(OPCODE_CLOSE, payload, 2, 0);
    }
}

// False: the connection ends after what was written.
static bool handle(Server *server, Peer *peer, const Delivery *delivery) {
    Envelope envelope;
    switch (delivery->event) {
    case EVENT_NONE:
    case EVENT_PONG:
        return true;
    case EVENT_TEXT:
        if (!scanEnvelope(delivery->payload, delivery->length, &envelope)) {
            server->protocolErrors += 1;
        } else if (envelope.type == 2) {
            answerCall(server, &envelope, delivery->length);
        } else {
            server->answersReceived += 1;
        }
        return true;
    case EVENT_PING:
        putFrame(OPCODE_PONG, delivery->payload, delivery->length, 0);
        return true;
    case EVENT_CLOSE:
        if (!peer->stream.closing) {
            peer->stream.closing = true;
            putFrame(OPCODE_CLOSE, delivery->payload, delivery->length, 0);
        }
        return false;
    case EVENT_VIOLATION:
        server->protocolErrors += 1;
        sendClose(&peer->stream, delivery->closeCode);
        return false;
    }
    return false;
}

static StreamState upgrade(Server *server, Peer *peer, size_t length, size_t *consumed) {
    size_t head = headLength(sharedInput, length);
    if (head == 0) {
        return length > HANDSHAKE_LIMIT ? STREAM_ENDED : STREAM_ALIVE;
    }
    char answer[512];
    bool accepted = false;
    putBytes(answer, answerUpgrade((const char *)sharedInput, head, answer, sizeof answer, &accepted));
    peer->stream.open = accepted;
    server->upgrades += accepted ? 1 : 0;
    server->refusedUpgrades += accepted ? 0 : 1;
    *consumed = head;
    if (!accepted) {
        streamFlush(&peer->stream, server->epoll, peer);
    }
    return accepted ? STREAM_ALIVE : STREAM_ENDED;
}

static StreamState readPeer(Server *server, Peer *peer) {
    ssize_t count = streamRead(&peer->stream);
    if (count <= 0) {
        return count == 0 ? STREAM_ALIVE : STREAM_ENDED;
    }
    size_t length = (size_t)count;
    size_t consumed = 0;
    if (!peer->stream.open && upgrade(server, peer, length, &consumed) == STREAM_ENDED) {
        return STREAM_ENDED;
    }
    bool goesOn = true;
    while (peer->stream.open && goesOn && consumed < length) {
        Delivery delivery = {.event = EVENT_NONE};
        size_t size = takeFrame(&peer->stream, sharedInput + consumed, length - consumed, true, &delivery);
        if (size == 0) {
            break;
        }
        consumed += size;
        goesOn = handle(server, peer, &delivery);
        if (sharedOutputLength > OUTPUT_SIZE / 2 && streamFlush(&peer->stream, server->epoll, peer) == STREAM_ENDED) {
            return STREAM_ENDED;
        }
    }
    if (streamFlush(&peer->stream, server->epoll, peer) == STREAM_ENDED || !goesOn) {
        return STREAM_ENDED;
    }
    return streamKeep(&peer->stream, consumed, length);
}

static void serveUntilStopped(Server *server, int64_t start, int64_t end) {
    struct epoll_event events[EVENTS_PER_WAIT];
    while (!stopRequested) {
        if (reportRequested) {
            reportRequested = 0;
            printCounters(server, (double)(monotonicNanoseconds() - start) / 1e9);
        }
        int64_t left = end - monotonicNanoseconds();
        if (left <= 0) {
            return;
        }
        // At most 200 ms, so that a signal between the check and the wait is seen soon.
        int64_t milliseconds = left / 1000000 + 1;
        int count = epoll_wait(server->epoll, events, EVENTS_PER_WAIT, milliseconds < 200 ? (int)milliseconds : 200);
        refreshTime(&server->time);
        for (int index = 0; index < count; index++) {
            Peer *peer = events[index].data.ptr;
            if (peer == NULL) {
                acceptPeers(server);
                continue;
            }
            StreamState state = STREAM_ALIVE;
            if ((events[index].events & EPOLLOUT) != 0) {
                state = streamWritable(&peer->stream, server->epoll, peer);
            }
            if (state == STREAM_ALIVE && (events[index].events & ~(uint32_t)EPOLLOUT) != 0) {
                state = readPeer(server, peer);
            }
            if (state == STREAM_ENDED) {
                dropPeer(server, peer);
            }
        }
    }
}

static int listenOn(const char *text, struct sockaddr_in *address) {
    *address = parseAddress(text);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;
    socklen_t size = sizeof *address;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)address, size) != 0 || listen(listener, 4096) != 0 ||
        getsockname(listener, (struct sockaddr *)address, &size) != 0) {
        fail("cannot listen on %s: %s", text, strerror(errno));
    }
    return listener;
}

int runServe(int count, char **arguments) {
    Option options[] = {{"--listen", NULL}, {"--heartbeat-interval", NULL}, {"--duration", NULL}, {NULL, NULL}};
    parseOptions(count, arguments, options, 3);
    Server server = {.heartbeatInterval = optionNumber(options, "--heartbeat-interval", 300, 1, 86400)};
    double duration = optionSeconds(options, "--duration", 900, 86400);
    installSignals();
    raiseDescriptorLimit(1);
    struct sockaddr_in address;
    server.listener = listenOn(optionText(options, "--listen", "127.0.0.1:0"), &address);
    server.epoll = epoll_create1(EPOLL_CLOEXEC);
    watchListener(&server, true);
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    printf("ready ocpp=ws://%s:%u/ocpp\n", host, ntohs(address.sin_port));
    fflush(stdout);

    int64_t start = monotonicNanoseconds();
    serveUntilStopped(&server, start, start + (int64_t)(duration * 1e9));
    printCounters(&server, (double)(monotonicNanoseconds() - start) / 1e9);
    while (server.peers != NULL) {
        Peer *peer = server.peers;
        if (peer->stream.open) {
            sendClose(&peer->stream, 1001);
            streamFlush(&peer->stream, server.epoll, peer);
        }
        dropPeer(&server, peer);
    }
    return 0;
}
