// Buffers and frames of one socket (RFC 6455 section 5). All sockets share one read and one write buffer.

#include "floor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

uint8_t sharedInput[INPUT_SIZE];
uint8_t sharedOutput[OUTPUT_SIZE];
size_t sharedOutputLength = 0;

void streamInit(Stream *stream, int descriptor) {
    *stream = (Stream){.descriptor = descriptor};
}

void streamFree(Stream *stream) {
    if (stream->descriptor >= 0) {
        close(stream->descriptor);
    }
    free(stream->input);
    free(stream->output);
    free(stream->message);
    *stream = (Stream){.descriptor = -1};
}

ssize_t streamRead(Stream *stream) {
    size_t kept = stream->inputLength;
    if (kept > 0) {
        memcpy(sharedInput, stream->input, kept);
        free(stream->input);
        stream->input = NULL;
        stream->inputLength = 0;
    }
    // What is kept is always shorter than the largest frame, so there is room to read.
    ssize_t count = read(stream->descriptor, sharedInput + kept, INPUT_SIZE - kept);
    if (count > 0) {
        return (ssize_t)kept + count;
    }
    bool again = count < 0 && (errno == EAGAIN || errno == EINTR);
    if (!again) {
        return -1;
    }
    return streamKeep(stream, 0, kept) == STREAM_ALIVE ? 0 : -1;
}

StreamState streamKeep(Stream *stream, size_t consumed, size_t length) {
    size_t rest = length - consumed;
    if (rest == 0) {
        return STREAM_ALIVE;
    }
    if (rest > MESSAGE_LIMIT + 14) {
        return STREAM_ENDED;
    }
    stream->input = malloc(rest);
    if (stream->input == NULL) {
        return STREAM_ENDED;
    }
    memcpy(stream->input, sharedInput + consumed, rest);
    stream->inputLength = (uint32_t)rest;
    return STREAM_ALIVE;
}

// XORs eight bytes at a time; `source` and `target` may be the same.
static void applyMask(uint8_t *target, const uint8_t *source, size_t length, uint32_t mask) {
    uint64_t wide = (uint64_t)mask << 32 | mask;
    size_t offset = 0;
    for (; offset + 8 <= length; offset += 8) {
        uint64_t word;
        memcpy(&word, source + offset, 8);
        word ^= wide;
        memcpy(target + offset, &word, 8);
    }
    const uint8_t *bytes = (const uint8_t *)&mask;
    for (; offset < length; offset++) {
        target[offset] = source[offset] ^ bytes[offset & 3];
    }
}

static Delivery violation(uint16_t closeCode) {
    return (Delivery){.event = EVENT_VIOLATION, .closeCode = closeCode};
}

// Joins the parts of a fragmented message.
static Delivery joinPart(Stream *stream, bool final, uint8_t opcode, uint8_t *payload, size_t length) {
    bool continuation = opcode == OPCODE_CONTINUATION;
    if (continuation != stream->inMessage) {
        return violation(1002);
    }
    if (!continuation && final) {
        return (Delivery){.event = EVENT_TEXT, .payload = payload, .length = length};
    }
    if (stream->messageLength + length > MESSAGE_LIMIT) {
        return violation(1009);
    }
    if (stream->message == NULL && (stream->message = malloc(MESSAGE_LIMIT)) == NULL) {
        return violation(1011);
    }
    memcpy(stream->message + stream->messageLength, payload, length);
    stream->messageLength += (uint32_t)length;
    stream->inMessage = !final;
    if (!final) {
        return (Delivery){.event = EVENT_NONE};
    }
    // Valid until the next part arrives; the buffer stays for the next fragmented message.
    Delivery whole = {.event = EVENT_TEXT, .payload = stream->message, .length = stream->messageLength};
    stream->messageLength = 0;
    return whole;
}

static Delivery deliver(Stream *stream, bool final, uint8_t opcode, uint8_t *payload, size_t length) {
    switch (opcode) {
    case OPCODE_CONTINUATION:
    case OPCODE_TEXT:
        return joinPart(stream, final, opcode, payload, length);
    case OPCODE_BINARY:
        return violation(1003);
    case OPCODE_CLOSE:
        return (Delivery){.event = EVENT_CLOSE, .payload = payload, .length = length};
    case OPCODE_PING:
        return (Delivery){.event = EVENT_PING, .payload = payload, .length = length};
    case OPCODE_PONG:
        return (Delivery){.event = EVENT_PONG, .payload = payload, .length = length};
    default:
        return violation(1002);
    }
}

size_t takeFrame(Stream *stream, uint8_t *bytes, size_t length, bool masked, Delivery *delivery) {
    if (length < 2) {
        return 0;
    }
    bool final = (bytes[0] & 0x80) != 0;
    uint8_t opcode = bytes[0] & 0x0F;
    uint64_t payloadLength = bytes[1] & 0x7F;
    bool control = opcode >= 8;
    if ((bytes[0] & 0x70) != 0 || ((bytes[1] & 0x80) != 0) != masked || (control && (!final || payloadLength > 125))) {
        *delivery = violation(1002);
        return length;
    }
    size_t header = 2;
    if (payloadLength >= 126) {
        size_t extra = payloadLength == 126 ? 2 : 8;
        if (length < 2 + extra) {
            return 0;
        }
        payloadLength = 0;
        for (size_t i = 0; i < extra; i++) {
            payloadLength = payloadLength << 8 | bytes[2 + i];
        }
        header += extra;
    }
    if (payloadLength > MESSAGE_LIMIT) {
        *delivery = violation(1009);
        return length;
    }
    header += masked ? 4 : 0;
    if (length < header + payloadLength) {
        return 0;
    }
    uint8_t *payload = bytes + header;
    if (masked) {
        uint32_t mask;
        memcpy(&mask, payload - 4, 4);
        applyMask(payload, payload, (size_t)payloadLength, mask);
    }
    *delivery = deliver(stream, final, opcode, payload, (size_t)payloadLength);
    return header + (size_t)payloadLength;
}

void putBytes(const void *bytes, size_t length) {
    if (sharedOutputLength + length > OUTPUT_SIZE) {
        fail("internal: the shared output is full");
    }
    memcpy(sharedOutput + sharedOutputLength, bytes, length);
    sharedOutputLength += length;
}

void putFrame(uint8_t opcode, const void *payload, size_t length, uint32_t mask) {
    if (length > 0xFFFF || sharedOutputLength + length + 8 > OUTPUT_SIZE) {
        fail("internal: a frame of %zu bytes does not fit", length);
    }
    uint8_t *out = sharedOutput + sharedOutputLength;
    uint8_t maskBit = mask != 0 ? 0x80 : 0;
    *out++ = 0x80 | opcode;
    if (length < 126) {
        *out++ = maskBit | (uint8_t)length;
    } else {
        *out++ = maskBit | 126;
        *out++ = (uint8_t)(length >> 8);
        *out++ = (uint8_t)length;
    }
    if (mask != 0) {
        memcpy(out, &mask, 4);
        out += 4;
        applyMask(out, payload, length, mask);
    } else {
        memcpy(out, payload, length);
    }
    sharedOutputLength = (size_t)(out - sharedOutput) + length;
}

static void watch(Stream *stream, int epoll, void *tag, bool wantsWrite) {
    if (stream->wantsWrite == wantsWrite) {
        return;
    }
    stream->wantsWrite = wantsWrite;
    struct epoll_event event = {.events = EPOLLIN | (wantsWrite ? EPOLLOUT : 0u), .data.ptr = tag};
    epoll_ctl(epoll, EPOLL_CTL_MOD, stream->descriptor, &event);
}

StreamState streamFlush(Stream *stream, int epoll, void *tag) {
    size_t length = sharedOutputLength;
    sharedOutputLength = 0;
    if (length == 0) {
        return STREAM_ALIVE;
    }
    size_t written = 0;
    if (stream->outputLength == 0) {
        ssize_t count = write(stream->descriptor, sharedOutput, length);
        if (count < 0 && errno != EAGAIN && errno != EINTR) {
            return STREAM_ENDED;
        }
        written = count > 0 ? (size_t)count : 0;
    }
    size_t rest = length - written;
    if (rest == 0) {
        return STREAM_ALIVE;
    }
    if (stream->outputLength + rest > PENDING_OUTPUT_LIMIT) {
        return STREAM_ENDED;
    }
    uint8_t *grown = realloc(stream->output, stream->outputLength + rest);
    if (grown == NULL) {
        return STREAM_ENDED;
    }
    memcpy(grown + stream->outputLength, sharedOutput + written, rest);
    stream->output = grown;
    stream->outputLength += (uint32_t)rest;
    watch(stream, epoll, tag, true);
    return STREAM_ALIVE;
}

StreamState streamWritable(Stream *stream, int epoll, void *tag) {
    if (stream->outputLength > 0) {
        ssize_t count = write(stream->descriptor, stream->output, stream->outputLength);
        if (count < 0) {
            return errno == EAGAIN || errno == EINTR ? STREAM_ALIVE : STREAM_ENDED;
        }
        stream->outputLength -= (uint32_t)count;
        memmove(stream->output, stream->output + count, stream->outputLength);
    }
    if (stream->outputLength == 0) {
        free(stream->output);
        stream->output = NULL;
        watch(stream, epoll, tag, false);
    }
    return STREAM_ALIVE;
}
