import OCPPTypes

extension SignCertificate.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var csr: CiString<5500>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("csr") {
                try reader.required(&csr)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(csr: try reader.present(csr, "csr", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("csr", csr)
        out.closeObject()
    }
}

extension SignCertificate.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: GenericStatus?
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
