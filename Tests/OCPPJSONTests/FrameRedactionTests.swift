import OCPPTypes
import Testing

@testable import OCPPJSON

@Suite struct FrameRedactionTests {
    private static func redacted(_ text: String) -> String {
        var text = text
        return text.withUTF8 { String(decoding: FrameRedaction.redacted(UnsafeRawBufferPointer($0)), as: UTF8.self) }
    }

    @Test(arguments: [
        (
            #"[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"00112233"}]"#,
            #"[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]"#
        ),
        (
            #"[2,"1","ChangeConfiguration",{"value" : "a\"b","key":"authorizationkey"}]"#,
            #"[2,"1","ChangeConfiguration",{"value" : "***","key":"authorizationkey"}]"#
        ),
        (#"{"key":"Authorization\u004bey","value":"00"}"#, #"{"key":"Authorization\u004bey","value":"***"}"#),
        (#"{"key":"AuthorizationKey","value":"00112"#, #"{"key":"AuthorizationKey","value":"***"#),
        (#"{"key":"AuthorizationKey","value":5,"x":"y"}"#, #"{"key":"AuthorizationKey","value":5,"x":"y"}"#),
        (#"{"key":"AuthorizationKey","value":["secret"]}"#, #"{"key":"AuthorizationKey","value":["secret"]}"#),
    ])
    func `the value of AuthorizationKey is taken out, whatever the frame looks like`(_ frame: String, _ shown: String) {
        #expect(Self.redacted(frame) == shown)
    }

    /// Entries of a GetConfiguration.conf, and how they are shown.
    @Test(
        arguments: [
            (
                #"{"key":"A","readonly":false,"value":"1"},{"key":"AuthorizationKey","readonly":false,"value":"00"}"#,
                #"{"key":"A","readonly":false,"value":"1"},{"key":"AuthorizationKey","readonly":false,"value":"***"}"#
            ),
            (
                #"{ "value" : "00" , "key" : "authorizationKEY" },{"key":"B","value":"2"}"#,
                #"{ "value" : "***" , "key" : "authorizationKEY" },{"key":"B","value":"2"}"#
            ),
            (#"{"key":"AuthorizationKey","value":""},{"key":"B","value":"2"}"#, nil),
            (#"{"key":"AuthorizationKey","readonly":true},{"key":"B","value":"2"}"#, nil),
            (#"{"key":"AuthorizationKey","value":null},{"key":"B","value":"2"}"#, nil),
            (
                #"{"key":"\u0041uthorizationKey","value":"a\"b"},{"key":"B","value":"2"}"#,
                #"{"key":"\u0041uthorizationKey","value":"***"},{"key":"B","value":"2"}"#
            ),
        ] as [(String, String?)])
    func `GetConfiguration loses that one value, and none that is empty`(_ entries: String, _ shown: String?) {
        let frame = { (entries: String) in
            #"[3,"1",{"configurationKey":[\#(entries)],"unknownKey":["AuthorizationKeyOfMine"]}]"#
        }
        #expect(Self.redacted(frame(entries)) == frame(shown ?? entries))
    }

    /// Frames in which the password could stand under another name: every value goes.
    @Test(arguments: [
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey"},{"value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S","value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","key":"A","value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey ","value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"OldAuthorizationKey","value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"A","value":"AuthorizationKey=S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":["AuthorizationKey"],"value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","secret":{"value":"S"}}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S"}],"more":[{"value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[],"configurationKey":[{"key":"AuthorizationKey","value":"S"}]}]"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S"}]}"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S"#,
        #"[3,"1",{"configurationKey":[{"key":"AuthorizationKey","value":"S"}]},1]"#,
        #"[2,"1","X",{"configurationKey":[{"key":"AuthorizationKey","value":"S"}]}]"#,
    ])
    func `a frame that is no plain GetConfiguration loses every value`(_ frame: String) {
        let shown = Self.redacted(frame)
        #expect(!shown.contains("\"S") && !shown.contains("=S"), "\(shown)")
    }

    @Test(arguments: [
        (#"{"location":"ftp://u:secret@h:21/a@b:c"}"#, #"{"location":"ftp://u:***@h:21/a@b:c"}"#),
        (#"{"location":"https:\/\/u:secret@h\/a"}"#, #"{"location":"https:\/\/u:***@h\/a"}"#),
        (#"{"a":"http://u:p@q@h","b":"ftp://x:y@z"}"#, #"{"a":"http://u:***@h","b":"ftp://x:***@z"}"#),
        (#"{"location":"ftp://u:sec"#, #"{"location":"ftp://u:sec"#),
        (#"{"location":"ftp://u@h/","t":"//a:b@c"}"#, #"{"location":"ftp://***@h/","t":"//a:b@c"}"#),
    ])
    func `the password in a URL is taken out`(_ frame: String, _ shown: String) {
        #expect(Self.redacted(frame) == shown)
    }

    @Test(arguments: [
        "", "x", #"[2,"1","ChangeConfiguration",{"key":"HeartbeatInterval","value":"60"}]"#, #"[2,"1","Heartbeat",{}]"#,
    ])
    func `other frames stay as they are`(_ frame: String) {
        #expect(Self.redacted(frame) == frame)
    }

    /// The key as a frame may spell it, and what only resembles it.
    @Test(arguments: [
        ("AuthorizationKey", true), (#"\u0041uthorization\u004bEY"#, true), (#"\\u0041uthorizationKey"#, true),
        (#"AAuthorizationKey\"#, true), (#"\u0041\u0041uthorizationKey"#, true),
        (#"\u0041\u0075\u0074\u0068\u006f\u0072\u0069\u007a\u0061\u0074\u0069\u006f\u006e\u004b\u0065\u0079"#, true),
        (#"\u0141uthorizationKey"#, false), (#"\u004guthorizationKey"#, false), (#"Authorization\Key"#, false),
        (#"AuthorizationKe\u007"#, false), (#"AuthorizationKe\u0079"#, true), (#"\"#, false), (#"\u0041"#, false),
    ])
    func `the key is found however its letters are written`(_ text: String, _ isFound: Bool) {
        var text = text
        #expect(text.withUTF8 { FrameRedaction.namesKey(UnsafeRawBufferPointer($0)) } == isFound)
    }

    @Test func `the key is found where it is found in the decoded text`() {
        var random = SeededRandom(seed: 3)
        let pieces = [
            "Authorization", "a", "A", "Key", "authorizationkey", "k", #"\"#, #"\u00"#, #"\u004b"#, "ey", "\"", "u",
        ]
        for _ in 0..<20_000 {
            var text = (0..<6).map { _ in pieces[random.nextIndex(below: pieces.count)] }.joined()
            let plain = Self.decoded(text).lowercased()
            let found = text.withUTF8 { FrameRedaction.namesKey(UnsafeRawBufferPointer($0)) }
            #expect(
                found == (plain.contains("authorizationkey") || text.lowercased().contains("authorizationkey")),
                "\(text)")
        }
    }

    /// The text with each `\u00XX` replaced, from the left.
    private static func decoded(_ text: String) -> String {
        var rest = text[...]
        var plain = ""
        while let first = rest.first {
            if rest.hasPrefix(#"\u00"#), rest.count >= 6, let code = UInt8(rest.dropFirst(4).prefix(2), radix: 16) {
                plain.append(Character(UnicodeScalar(code)))
                rest = rest.dropFirst(6)
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        return plain
    }
}
