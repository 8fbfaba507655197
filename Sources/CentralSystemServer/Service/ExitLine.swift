import CentralSystemDriver
import CentralSystemStore

/// The line on stderr at the end: `csms exit {"commits":12,…}`, one JSON object for tools.
struct ExitLine {
    var store: StoreCounters
    var loop: CentralSystemLoop.Counters?

    var text: String {
        var members = [
            ("commits", store.commits), ("failedCommits", store.failedCommits), ("records", store.records),
            ("starts", store.starts), ("stops", store.stops), ("meterValues", store.meterValues),
            ("failedStores", store.failedStores), ("lostStores", store.lostStores),
        ]
        if let loop {
            members.append(("connections", loop.connections))
            members.append(("calls", loop.calls.reduce(0, +)))
            members.append(("callErrors", loop.callErrors))
            members.append(("notices", loop.notices.reduce(0, +)))
            members.append(("longestTurnMicroseconds", loop.longestTurnMicroseconds))
        }
        return "csms exit {" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
}
