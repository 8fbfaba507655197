// The opening handshake of RFC 6455 section 4, both sides.

#include "floor.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static uint32_t rotate(uint32_t value, unsigned count) {
    return value << count | value >> (32 - count);
}

static void sha1Block(uint32_t state[5], const uint8_t *block) {
    uint32_t words[80];
    for (int i = 0; i < 16; i++) {
        words[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
                   (uint32_t)block[4 * i + 3];
    }
    for (int i = 16; i < 80; i++) {
        words[i] = rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mix, constant;
        if (i < 20) {
            mix = (b & c) | (~b & d), constant = 0x5A827999;
        } else if (i < 40) {
            mix = b ^ c ^ d, constant = 0x6ED9EBA1;
        } else if (i < 60) {
            mix = (b & c) | (b & d) | (c & d), constant = 0x8F1BBCDC;
        } else {
            mix = b ^ c ^ d, constant = 0xCA62C1D6;
        }
        uint32_t next = rotate(a, 5) + mix + e + constant + words[i];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

// SHA-1 of at most 119 bytes, which is enough for a key and the GUID.
static void sha1Short(const uint8_t *bytes, size_t length, uint8_t digest[20]) {
    uint8_t blocks[128] = {0};
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    memcpy(blocks, bytes, length);
    blocks[length] = 0x80;
    size_t total = length + 9 <= 64 ? 64 : 128;
    uint64_t bits = (uint64_t)length * 8;
    for (int i = 0; i < 8; i++) {
        blocks[total - 1 - (size_t)i] = (uint8_t)(bits >> (8 * i));
    }
    for (size_t offset = 0; offset < total; offset += 64) {
        sha1Block(state, blocks + offset);
    }
    for (int i = 0; i < 20; i++) {
        digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

void base64Encode(const uint8_t *bytes, size_t length, char *text) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < length ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < length ? (uint32_t)bytes[i + 2] : 0;
        *text++ = alphabet[group >> 18];
        *text++ = alphabet[group >> 12 & 63];
        *text++ = i + 1 < length ? alphabet[group >> 6 & 63] : '=';
        *text++ = i + 2 < length ? alphabet[group & 63] : '=';
    }
    *text = 0;
}

void websocketAccept(const char *key, char accept[ACCEPT_LENGTH + 1]) {
    char text[KEY_LENGTH + 36 + 1];
    uint8_t digest[20];
    memcpy(text, key, KEY_LENGTH);
    memcpy(text + KEY_LENGTH, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 37);
    sha1Short((const uint8_t *)text, KEY_LENGTH + 36, digest);
    base64Encode(digest, sizeof digest, accept);
}

size_t headLength(const uint8_t *bytes, size_t length) {
    const uint8_t *end = memmem(bytes, length, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - bytes) + 4;
}

const char *headerValue(const char *head, size_t length, const char *name, size_t *valueLength) {
    size_t nameLength = strlen(name);
    const char *end = head + length;
    const char *line = memmem(head, length, "\r\n", 2);
    while (line != NULL && line + 2 < end) {
        line += 2;
        const char *lineEnd = memmem(line, (size_t)(end - line), "\r\n", 2);
        if (lineEnd == NULL) {
            return NULL;
        }
        if ((size_t)(lineEnd - line) > nameLength && line[nameLength] == ':' &&
            strncasecmp(line, name, nameLength) == 0) {
            const char *value = line + nameLength + 1;
            while (value < lineEnd && (*value == ' ' || *value == '\t')) {
                value++;
            }
            const char *last = lineEnd;
            while (last > value && (last[-1] == ' ' || last[-1] == '\t')) {
                last--;
            }
            *valueLength = (size_t)(last - value);
            return value;
        }
        line = lineEnd;
    }
    return NULL;
}

bool valueIs(const char *value, size_t length, const char *text) {
    return value != NULL && length == strlen(text) && strncasecmp(value, text, length) == 0;
}

bool listContains(const char *value, size_t length, const char *token) {
    size_t start = 0;
    while (value != NULL && start < length) {
        size_t end = start;
        while (end < length && value[end] != ',') {
            end++;
        }
        size_t first = start, last = end;
        while (first < last && isspace((unsigned char)value[first])) {
            first++;
        }
        while (last > first && isspace((unsigned char)value[last - 1])) {
            last--;
        }
        if (valueIs(value + first, last - first, token)) {
            return true;
        }
        start = end + 1;
    }
    return false;
}

size_t answerUpgrade(const char *head, size_t length, char *answer, size_t answerSize, bool *accepted) {
    size_t upgradeLength = 0, connectionLength = 0, keyLength = 0, versionLength = 0, protocolLength = 0;
    const char *upgrade = headerValue(head, length, "Upgrade", &upgradeLength);
    const char *connection = headerValue(head, length, "Connection", &connectionLength);
    const char *key = headerValue(head, length, "Sec-WebSocket-Key", &keyLength);
    const char *version = headerValue(head, length, "Sec-WebSocket-Version", &versionLength);
    const char *protocol = headerValue(head, length, "Sec-WebSocket-Protocol", &protocolLength);
    const char *lineEnd = memmem(head, length, "\r\n", 2);
    *accepted = length > 13 && strncmp(head, "GET /", 5) == 0 && memcmp(lineEnd - 9, " HTTP/1.1", 9) == 0 &&
                listContains(upgrade, upgradeLength, "websocket") &&
                listContains(connection, connectionLength, "Upgrade") && key != NULL && keyLength == KEY_LENGTH &&
                valueIs(version, versionLength, "13");
    if (!*accepted) {
        return (size_t)snprintf(answer, answerSize,
                                "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\n"
                                "Content-Length: 0\r\n\r\n");
    }
    char accept[ACCEPT_LENGTH + 1];
    websocketAccept(key, accept);
    const char *chosen =
        listContains(protocol, protocolLength, "ocpp1.6") ? "Sec-WebSocket-Protocol: ocpp1.6\r\n" : "";
    return (size_t)snprintf(answer, answerSize,
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n%s\r\n",
                            accept, chosen);
}

size_t writeUpgradeRequest(char *request, size_t size, const char *authority, const char *path, const char *identity,
                           const uint8_t nonce[16]) {
    char key[KEY_LENGTH + 1];
    base64Encode(nonce, 16, key);
    int length = snprintf(request, size,
                          "GET %s/%s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n",
                          path, identity, authority, key);
    return (size_t)length < size ? (size_t)length : 0;
}

bool checkUpgradeAnswer(const char *head, size_t length, const uint8_t nonce[16]) {
    char key[KEY_LENGTH + 1];
    char accept[ACCEPT_LENGTH + 1];
    base64Encode(nonce, 16, key);
    websocketAccept(key, accept);
    size_t acceptLength = 0, upgradeLength = 0, protocolLength = 0;
    const char *received = headerValue(head, length, "Sec-WebSocket-Accept", &acceptLength);
    const char *upgrade = headerValue(head, length, "Upgrade", &upgradeLength);
    const char *protocol = headerValue(head, length, "Sec-WebSocket-Protocol", &protocolLength);
    return length > 12 && memcmp(head, "HTTP/1.1 101", 12) == 0 && valueIs(upgrade, upgradeLength, "websocket") &&
           received != NULL && acceptLength == ACCEPT_LENGTH && memcmp(received, accept, ACCEPT_LENGTH) == 0 &&
           valueIs(protocol, protocolLength, "ocpp1.6");
}
