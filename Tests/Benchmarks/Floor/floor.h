// The C floor: the least a WebSocket client and a WebSocket server can spend on the OCPP 1.6J messages of the
// benchmarks. One thread, one epoll loop, no allocation per message. Product figures are stated as ratios to it.

#ifndef FLOOR_H
#define FLOOR_H

#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Limits. Reaching one closes the connection or refuses the option; nothing grows without bound.
enum {
    MESSAGE_LIMIT = 64 * 1024,         // bytes of one message, after reassembly
    HANDSHAKE_LIMIT = 8 * 1024,        // bytes of an HTTP head
    UNIQUE_ID_LIMIT = 128,             // bytes of a unique id as spelled on the wire
    PENDING_OUTPUT_LIMIT = 256 * 1024, // bytes that the peer has not taken yet
    INPUT_SIZE = 2 * MESSAGE_LIMIT,    // the one read buffer that all connections share
    OUTPUT_SIZE = 2 * MESSAGE_LIMIT,   // the one write buffer that all connections share
    EVENTS_PER_WAIT = 256,
    SOURCES_LIMIT = 16,
    CONNECTIONS_LIMIT = 100000,
};

// Set by SIGINT and SIGTERM, and by SIGUSR1.
extern volatile sig_atomic_t stopRequested;
extern volatile sig_atomic_t reportRequested;

// MARK: support.c

void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
int64_t monotonicNanoseconds(void);
void installSignals(void);
void raiseDescriptorLimit(size_t needed);
struct sockaddr_in parseAddress(const char *text);
void parseURL(const char *text, struct sockaddr_in *address, char *authority, size_t authoritySize, char *path,
              size_t pathSize);

typedef struct {
    double userSeconds;
    double systemSeconds;
} CPUTime;

CPUTime cpuTime(void);
long residentKiB(void);

uint64_t nextRandom(uint64_t *state);
void seedRandom(uint64_t *state);

// The UTC time as OCPP writes it, 24 characters; formatted anew only when the millisecond has changed.
typedef struct {
    int64_t second;
    char text[32];
} TimeText;

enum { TIME_LENGTH = 24 };
void refreshTime(TimeText *time);

// Options are `--name value` pairs; a value may be given once.
typedef struct {
    const char *name;
    const char *value;
} Option;

void parseOptions(int count, char **arguments, Option *options, size_t optionCount);
const char *optionText(const Option *options, const char *name, const char *otherwise);
long optionNumber(const Option *options, const char *name, long otherwise, long least, long most);
double optionSeconds(const Option *options, const char *name, double otherwise, double most);

// MARK: histogram.c

// Microseconds in buckets of at most 0.1 % width, 1 us to more than an hour.
enum { HISTOGRAM_LINEAR = 2048, HISTOGRAM_HALF = 1024, HISTOGRAM_OCTAVES = 22 };

typedef struct {
    uint64_t counts[HISTOGRAM_LINEAR + HISTOGRAM_OCTAVES * HISTOGRAM_HALF];
    uint64_t total;
    uint64_t largest;
} Histogram;

void histogramRecord(Histogram *histogram, uint64_t microseconds);
uint64_t histogramPercentile(const Histogram *histogram, double percent);

// MARK: handshake.c

enum { ACCEPT_LENGTH = 28, KEY_LENGTH = 24 };
void base64Encode(const uint8_t *bytes, size_t length, char *text);
void websocketAccept(const char *key, char accept[ACCEPT_LENGTH + 1]);

// Length of an HTTP head with its empty line, or 0 while it is incomplete.
size_t headLength(const uint8_t *bytes, size_t length);
// The value of a header field, trimmed; NULL when absent.
const char *headerValue(const char *head, size_t length, const char *name, size_t *valueLength);
bool valueIs(const char *value, size_t length, const char *text);
bool listContains(const char *value, size_t length, const char *token);

// Writes the answer to an upgrade request; `*accepted` says whether the connection is a WebSocket now.
size_t answerUpgrade(const char *head, size_t length, char *answer, size_t answerSize, bool *accepted);
size_t writeUpgradeRequest(char *request, size_t size, const char *authority, const char *path, const char *identity,
                           const uint8_t nonce[16]);
bool checkUpgradeAnswer(const char *head, size_t length, const uint8_t nonce[16]);

// MARK: stream.c

enum {
    OPCODE_CONTINUATION = 0,
    OPCODE_TEXT = 1,
    OPCODE_BINARY = 2,
    OPCODE_CLOSE = 8,
    OPCODE_PING = 9,
    OPCODE_PONG = 10,
};

// What a socket holds between two wake-ups; the buffers exist only while something in them is incomplete.
typedef struct {
    int descriptor;
    bool open;               // the upgrade is done
    bool closing;            // a close frame was sent
    bool wantsWrite;         // epoll watches for writability too
    bool inMessage;          // the first part of a fragmented message was taken
    uint8_t *input;          // an incomplete HTTP head or frame
    uint8_t *output;         // what the peer has not taken yet
    uint8_t *message;        // the parts of a fragmented message
    uint32_t inputLength;
    uint32_t outputLength;
    uint32_t messageLength;
} Stream;

typedef enum { STREAM_ALIVE, STREAM_ENDED } StreamState;

// The read and write buffers shared by all streams of the process.
extern uint8_t sharedInput[INPUT_SIZE];
extern uint8_t sharedOutput[OUTPUT_SIZE];
extern size_t sharedOutputLength;

typedef enum { EVENT_NONE, EVENT_TEXT, EVENT_PING, EVENT_PONG, EVENT_CLOSE, EVENT_VIOLATION } FrameEvent;

typedef struct {
    FrameEvent event;
    uint8_t *payload;
    size_t length;
    uint16_t closeCode; // of a violation
} Delivery;

void streamInit(Stream *stream, int descriptor);
void streamFree(Stream *stream);
// Reads once; the bytes at hand are sharedInput[0 ..< returned]. 0: nothing came; -1: the peer has closed.
ssize_t streamRead(Stream *stream);
// Keeps what was not consumed for the next read.
StreamState streamKeep(Stream *stream, size_t consumed, size_t length);
// Takes one frame; returns its size, or 0 while it is incomplete. Unmasks in place.
size_t takeFrame(Stream *stream, uint8_t *bytes, size_t length, bool masked, Delivery *delivery);
// Appends a frame to the shared output; `mask` 0 means unmasked.
void putFrame(uint8_t opcode, const void *payload, size_t length, uint32_t mask);
void putBytes(const void *bytes, size_t length);
// Writes the shared output to the socket with one call; the rest waits for writability.
StreamState streamFlush(Stream *stream, int epoll, void *tag);
StreamState streamWritable(Stream *stream, int epoll, void *tag);

// MARK: ocpp.c

typedef struct {
    int type; // 2 CALL, 3 CALLRESULT, 4 CALLERROR
    const char *uniqueId;
    size_t uniqueIdLength;
    const char *action; // CALL: the action; CALLERROR: the error code
    size_t actionLength;
    const char *payload;
    size_t payloadLength;
} Envelope;

typedef enum {
    ACTION_HEARTBEAT,
    ACTION_BOOT_NOTIFICATION,
    ACTION_STATUS_NOTIFICATION,
    ACTION_AUTHORIZE,
    ACTION_METER_VALUES,
    ACTION_START_TRANSACTION,
    ACTION_STOP_TRANSACTION,
    ACTION_OTHER,
} Action;

enum { ACTION_COUNT = ACTION_OTHER + 1 };
extern const char *const actionNames[ACTION_COUNT];

bool scanEnvelope(const uint8_t *bytes, size_t length, Envelope *envelope);
Action actionNamed(const char *name, size_t length);
bool payloadContains(const Envelope *envelope, const char *text);
bool payloadInteger(const Envelope *envelope, const char *member, int64_t *value);

// MARK: serve.c, load.c

int runServe(int count, char **arguments);
int runLoad(int count, char **arguments);

#endif
