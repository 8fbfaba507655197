#include "floor.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "floor: the C floor of the benchmarks, one thread and one epoll loop\n"
    "\n"
    "floor serve --listen HOST:PORT [--heartbeat-interval 300] [--duration 900]\n"
    "    WebSocket server that answers OCPP 1.6J calls. Port 0 picks a free one. Prints `ready ocpp=URL` when it\n"
    "    listens, and its counters as one JSON line on SIGUSR1 and at the end (SIGTERM, SIGINT, --duration).\n"
    "\n"
    "floor load --url ws://HOST:PORT/ocpp --connections N [--duration 10] [--warmup 2] [--action Heartbeat]\n"
    "           [--source 127.0.0.1,127.0.0.2] [--prefix FLOOR] [--id-tag TAG1] [--batch 250]\n"
    "           [--connect-timeout 60] [--meter-values full|plain]\n"
    "           [--log-transactions FILE] [--reconnect yes]\n"
    "    Boots N charge points, then runs a closed loop: one CALL outstanding per connection. The actions are\n"
    "    Heartbeat, MeterValues (eight sampled values; plain leaves out `format` and `location`), Authorize,\n"
    "    StartTransaction (alternating with StopTransaction) and Idle (boots, then stays connected). Prints\n"
    "    `booted N` on stderr and its figures as one JSON line on stdout; any error makes the exit code 1.\n"
    "    --log-transactions writes `start identity transactionId` and `stop identity transactionId` for every answer.\n"
    "    --reconnect opens connections that the target ended again, at once and without a boot, sends an unanswered\n"
    "    transaction message again, and tells when everyone was answered again.\n";

int main(int count, char **arguments) {
    if (count > 1 && strcmp(arguments[1], "serve") == 0) {
        return runServe(count - 2, arguments + 2);
    }
    if (count > 1 && strcmp(arguments[1], "load") == 0) {
        return runLoad(count - 2, arguments + 2);
    }
    if (count > 1 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0)) {
        fputs(usage, stdout);
        return 0;
    }
    fputs(usage, stderr);
    return 2;
}
