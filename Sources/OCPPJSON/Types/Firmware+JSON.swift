import OCPPTypes

extension Firmware: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var location: CiString<512>?
        var retrieveDateTime: DateTime?
        var installDateTime: DateTime?
        var signingCertificate: CiString<5500>?
        var signature: CiString<800>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("location") {
                try reader.required(&location)
            } else if name.matches("retrieveDateTime") {
                try reader.required(&retrieveDateTime)
            } else if name.matches("installDateTime") {
                try reader.optional(&installDateTime)
            } else if name.matches("signingCertificate") {
                try reader.required(&signingCertificate)
            } else if name.matches("signature") {
                try reader.required(&signature)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            location: try reader.present(location, "location", in: object),
            retrieveDateTime: try reader.present(retrieveDateTime, "retrieveDateTime", in: object),
            installDateTime: installDateTime,
            signingCertificate: try reader.present(signingCertificate, "signingCertificate", in: object),
            signature: try reader.present(signature, "signature", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("location", location)
        out.member("retrieveDateTime", retrieveDateTime)
        out.member("installDateTime", installDateTime)
        out.member("signingCertificate", signingCertificate)
        out.member("signature", signature)
        out.closeObject()
    }
}
