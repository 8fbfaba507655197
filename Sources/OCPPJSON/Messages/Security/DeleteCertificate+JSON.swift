import OCPPTypes

extension DeleteCertificate.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var certificateHashData: CertificateHashData?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("certificateHashData") {
                try reader.required(&certificateHashData)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            certificateHashData: try reader.present(certificateHashData, "certificateHashData", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("certificateHashData", certificateHashData)
        out.closeObject()
    }
}

extension DeleteCertificate.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: DeleteCertificateStatus?
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
