import CentralSystemModel
import CentralSystemSettings
import Hummingbird
import NIOCore
import OperatorInterface

/// `/api/v1/calibration`: delays and faults on purpose, set at run time.
extension OperatorAPI {
    var calibrationRoutes: [APIRoute] {
        let answer = OperatorInterface.Operation.Answer.json(
            200, "The calibration in force", .object([], isClosed: false))
        return [
            APIRoute(
                .get, "/api/v1/calibration", tag: "calibration", role: .read,
                "The calibration in force; without one, that of no delay and no fault", answers: [answer]
            ) { _ in
                let calibration = try await loop.ask { $0.isCalibrated ? $0.calibrator?.calibration : nil }
                return Self.response(calibration ?? Calibration())
            },
            APIRoute(
                .put, "/api/v1/calibration", tag: "calibration", role: .admin,
                "Replaces the calibration, in YAML or JSON; it holds from the next CALL on",
                body: .json(.object([], isClosed: false)), answers: [answer]
            ) { request in
                let limit = min(limits.requestBodyBytes, CalibrationFile.byteLimit)
                let calibration: Calibration
                do {
                    calibration = try CalibrationFile.parse(String(buffer: try await request.body(upTo: limit)))
                } catch let error as CalibrationFile.Failure {
                    throw OperatorAPIError.badRequest("\(error)")
                }
                _ = try await loop.ask { $0.calibrate(calibration) }
                return Self.response(calibration)
            },
            APIRoute(
                .delete, "/api/v1/calibration", tag: "calibration", role: .admin,
                "Ends the calibration; answers that wait keep their instants", answers: [.empty(204, "It is over")]
            ) { _ in
                _ = try await loop.ask { $0.calibrate(nil) }
                return Response(status: .noContent)
            },
        ]
    }

    private static func response(_ calibration: Calibration) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: CalibrationText.json(calibration))))
    }
}
