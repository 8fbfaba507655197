import OCPPTypes

extension CertificateSigned.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var certificateChain: CiString<10000>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("certificateChain") {
                try reader.required(&certificateChain)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(certificateChain: try reader.present(certificateChain, "certificateChain", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("certificateChain", certificateChain)
        out.closeObject()
    }
}

extension CertificateSigned.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: CertificateSignedStatus?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.closeObject()
    }
}
