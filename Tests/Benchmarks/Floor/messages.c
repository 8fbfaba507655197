// The calls that `floor load` sends.

#include "load.h"

#include <stdio.h>
#include <string.h>

// Eight sampled values of a three-phase charge point, in the order in which the fields of the schema stand. The plain
// shape leaves out what has a default in the schema (`format`, `location`), as the fleet's charge points do.
#define BEFORE_TIME "{\"connectorId\":1,\"meterValue\":[{\"timestamp\":\""
#define BEFORE_ENERGY BEFORE_TIME "2025-01-01T00:00:00.000Z\",\"sampledValue\":[{\"value\":\""

#define FULL_FORMAT "\"format\":\"Raw\","
#define FULL_LOCATION "\"location\":\"Outlet\","
#define SAMPLE(value, format, measurand, phase, location, unit)                                             \
    "{\"value\":\"" value "\",\"context\":\"Sample.Periodic\"," format "\"measurand\":\"" measurand "\"," phase \
        location "\"unit\":\"" unit "\"}"
#define METER_VALUES(format, location)                                                                      \
    BEFORE_TIME "2025-01-01T00:00:00.000Z\",\"sampledValue\":["                                             \
    SAMPLE("1000000000", format, "Energy.Active.Import.Register", "", location, "Wh") ","                   \
    SAMPLE("11040.0", format, "Power.Active.Import", "", location, "W") ","                                 \
    SAMPLE("16.00", format, "Current.Import", "\"phase\":\"L1\",", location, "A") ","                       \
    SAMPLE("15.98", format, "Current.Import", "\"phase\":\"L2\",", location, "A") ","                       \
    SAMPLE("16.02", format, "Current.Import", "\"phase\":\"L3\",", location, "A") ","                       \
    SAMPLE("230.1", format, "Voltage", "\"phase\":\"L1-N\",", location, "V") ","                            \
    SAMPLE("229.8", format, "Voltage", "\"phase\":\"L2-N\",", location, "V") ","                            \
    SAMPLE("230.4", format, "Voltage", "\"phase\":\"L3-N\",", location, "V") "]}]}"

static const char fullMeterValues[] = METER_VALUES(FULL_FORMAT, FULL_LOCATION);
static const char plainMeterValues[] = METER_VALUES("", "");

// Where the time and the energy register stand in both.
enum { METER_TIME_OFFSET = sizeof BEFORE_TIME - 1, METER_ENERGY_OFFSET = sizeof BEFORE_ENERGY - 1 };

static void putDigits(char *text, size_t width, uint64_t value) {
    for (size_t i = width; i > 0; i--) {
        text[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
}

static size_t writeMeterValues(const Load *load, const Point *point, char *text) {
    const char *template = load->plainMeterValues ? plainMeterValues : fullMeterValues;
    size_t length = load->plainMeterValues ? sizeof plainMeterValues - 1 : sizeof fullMeterValues - 1;
    memcpy(text, template, length);
    memcpy(text + METER_TIME_OFFSET, load->time.text, TIME_LENGTH);
    // A register with leading zeros is no canonical number, so the first digit is always 1.
    putDigits(text + METER_ENERGY_OFFSET, 10, 1000000000 + point->lastId % 1000000000);
    return length;
}

static size_t writePayload(Load *load, const Point *point, Action action, char *text, size_t size) {
    const char *time = load->time.text;
    int length = 0;
    switch (action) {
    case ACTION_HEARTBEAT:
        length = snprintf(text, size, "{}");
        break;
    case ACTION_METER_VALUES:
        return writeMeterValues(load, point, text);
    case ACTION_AUTHORIZE:
        length = snprintf(text, size, "{\"idTag\":\"%s\"}", load->idTag);
        break;
    case ACTION_START_TRANSACTION:
        length = snprintf(text, size, "{\"connectorId\":1,\"idTag\":\"%s\",\"meterStart\":%u,\"timestamp\":\"%s\"}",
                          load->idTag, (unsigned)(point->lastId % 1000000), time);
        break;
    case ACTION_STOP_TRANSACTION:
        length = snprintf(text, size,
                          "{\"idTag\":\"%s\",\"meterStop\":%u,\"timestamp\":\"%s\",\"transactionId\":%lld,"
                          "\"reason\":\"Local\"}",
                          load->idTag, (unsigned)(point->lastId % 1000000), time, (long long)point->transactionId);
        break;
    case ACTION_BOOT_NOTIFICATION:
        length = snprintf(text, size,
                          "{\"chargePointVendor\":\"Wattswarm\",\"chargePointModel\":\"Floor\","
                          "\"firmwareVersion\":\"1.0.0\"}");
        break;
    case ACTION_STATUS_NOTIFICATION:
    case ACTION_OTHER:
        fail("internal: %s is not sent", actionNames[action]);
    }
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

size_t writeCall(Load *load, Point *point, Action action, char *text, size_t size) {
    point->lastId = ++load->lastId;
    // `[2,"` id `","` action `",` payload `]`, the id being 12 digits.
    char *at = text;
    const char *name = actionNames[action];
    size_t nameLength = strlen(name);
    memcpy(at, "[2,\"", 4);
    at += 4;
    putDigits(at, UNIQUE_ID_DIGITS, point->lastId);
    at += UNIQUE_ID_DIGITS;
    memcpy(at, "\",\"", 3);
    at += 3;
    memcpy(at, name, nameLength);
    at += nameLength;
    memcpy(at, "\",", 2);
    at += 2;
    at += writePayload(load, point, action, at, size - (size_t)(at - text) - 1);
    *at++ = ']';
    return (size_t)(at - text);
}

bool answersCall(const Envelope *envelope, const Point *point) {
    char expected[UNIQUE_ID_DIGITS];
    putDigits(expected, UNIQUE_ID_DIGITS, point->lastId);
    return envelope->uniqueIdLength == UNIQUE_ID_DIGITS && memcmp(envelope->uniqueId, expected, UNIQUE_ID_DIGITS) == 0;
}
