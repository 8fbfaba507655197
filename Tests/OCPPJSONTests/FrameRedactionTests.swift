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
        (
            #"[3,"1",{"configurationKey":[{"key":"A","value":"1"},{"key":"AuthorizationKey","value":"00"}]}]"#,
            #"[3,"1",{"configurationKey":[{"key":"A","value":"***"},{"key":"AuthorizationKey","value":"***"}]}]"#
        ),
        (#"{"key":"AuthorizationKey","value":"00112"#, #"{"key":"AuthorizationKey","value":"***"#),
        (#"{"key":"AuthorizationKey","value":5,"x":"y"}"#, #"{"key":"AuthorizationKey","value":5,"x":"y"}"#),
        (#"{"key":"AuthorizationKey","value":["secret"]}"#, #"{"key":"AuthorizationKey","value":["secret"]}"#),
    ])
    func `the value of AuthorizationKey is taken out, whatever the frame looks like`(_ frame: String, _ shown: String) {
        #expect(Self.redacted(frame) == shown)
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
}
