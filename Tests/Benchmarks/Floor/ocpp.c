// As little of OCPP-J as an answer needs: the envelope is found, the payload is left alone.

#include "floor.h"

#include <string.h>

const char *const actionNames[ACTION_COUNT] = {
    "Heartbeat",   "BootNotification", "StatusNotification", "Authorize",
    "MeterValues", "StartTransaction", "StopTransaction",    "Other",
};

typedef struct {
    const char *at;
    const char *end;
} Cursor;

static bool isSpace(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skipSpace(Cursor *cursor) {
    while (cursor->at < cursor->end && isSpace(*cursor->at)) {
        cursor->at++;
    }
}

static bool take(Cursor *cursor, char wanted) {
    skipSpace(cursor);
    if (cursor->at == cursor->end || *cursor->at != wanted) {
        return false;
    }
    cursor->at++;
    return true;
}

// The text between the quotes, escapes as they are spelled.
static bool takeString(Cursor *cursor, const char **text, size_t *length) {
    if (!take(cursor, '"')) {
        return false;
    }
    *text = cursor->at;
    while (cursor->at < cursor->end && *cursor->at != '"') {
        cursor->at += *cursor->at == '\\' ? 2 : 1;
    }
    if (cursor->at >= cursor->end) {
        return false;
    }
    *length = (size_t)(cursor->at - *text);
    cursor->at++;
    return true;
}

bool scanEnvelope(const uint8_t *bytes, size_t length, Envelope *envelope) {
    Cursor cursor = {.at = (const char *)bytes, .end = (const char *)bytes + length};
    *envelope = (Envelope){0};
    if (!take(&cursor, '[')) {
        return false;
    }
    skipSpace(&cursor);
    if (cursor.at == cursor.end || *cursor.at < '2' || *cursor.at > '4') {
        return false;
    }
    envelope->type = *cursor.at++ - '0';
    if (!take(&cursor, ',') || !takeString(&cursor, &envelope->uniqueId, &envelope->uniqueIdLength) ||
        envelope->uniqueIdLength > UNIQUE_ID_LIMIT || !take(&cursor, ',')) {
        return false;
    }
    if (envelope->type != 3 &&
        (!takeString(&cursor, &envelope->action, &envelope->actionLength) || !take(&cursor, ','))) {
        return false;
    }
    skipSpace(&cursor);
    while (cursor.end > cursor.at && isSpace(cursor.end[-1])) {
        cursor.end--;
    }
    if (cursor.end - cursor.at < 2 || cursor.end[-1] != ']' || (envelope->type != 4 && *cursor.at != '{')) {
        return false;
    }
    envelope->payload = cursor.at;
    envelope->payloadLength = (size_t)(cursor.end - cursor.at) - 1;
    return true;
}

Action actionNamed(const char *name, size_t length) {
    for (int action = 0; action < ACTION_OTHER; action++) {
        if (strlen(actionNames[action]) == length && memcmp(actionNames[action], name, length) == 0) {
            return (Action)action;
        }
    }
    return ACTION_OTHER;
}

bool payloadContains(const Envelope *envelope, const char *text) {
    return memmem(envelope->payload, envelope->payloadLength, text, strlen(text)) != NULL;
}

bool payloadInteger(const Envelope *envelope, const char *member, int64_t *value) {
    const char *found = memmem(envelope->payload, envelope->payloadLength, member, strlen(member));
    if (found == NULL) {
        return false;
    }
    Cursor cursor = {.at = found + strlen(member), .end = envelope->payload + envelope->payloadLength};
    if (!take(&cursor, ':')) {
        return false;
    }
    skipSpace(&cursor);
    bool negative = cursor.at < cursor.end && *cursor.at == '-';
    cursor.at += negative ? 1 : 0;
    const char *first = cursor.at;
    int64_t magnitude = 0;
    while (cursor.at < cursor.end && *cursor.at >= '0' && *cursor.at <= '9' && cursor.at - first < 18) {
        magnitude = magnitude * 10 + (*cursor.at++ - '0');
    }
    *value = negative ? -magnitude : magnitude;
    return cursor.at > first;
}
