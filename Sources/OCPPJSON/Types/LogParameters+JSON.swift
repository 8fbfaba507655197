import OCPPTypes

extension LogParameters: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var remoteLocation: CiString<512>?
        var oldestTimestamp: DateTime?
        var latestTimestamp: DateTime?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("remoteLocation") {
                try reader.required(&remoteLocation)
            } else if name.matches("oldestTimestamp") {
                try reader.optional(&oldestTimestamp)
            } else if name.matches("latestTimestamp") {
                try reader.optional(&latestTimestamp)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            remoteLocation: try reader.present(remoteLocation, "remoteLocation", in: object),
            oldestTimestamp: oldestTimestamp,
            latestTimestamp: latestTimestamp)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("remoteLocation", remoteLocation)
        out.member("oldestTimestamp", oldestTimestamp)
        out.member("latestTimestamp", latestTimestamp)
        out.closeObject()
    }
}
