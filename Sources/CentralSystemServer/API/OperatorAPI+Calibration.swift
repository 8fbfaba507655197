import CentralSystemModel
import Hummingbird
import NIOCore

/// `/api/v1/calibration`: delays and faults on purpose, set at run time.
extension OperatorAPI {
    /// The calibration in force; without one, that of no delay and no fault.
    func calibration() async throws -> Response {
        let calibration = try await loop.ask { $0.isCalibrated ? $0.calibrator?.calibration : nil }
        return Self.response(calibration ?? Calibration())
    }

    /// Replaces the calibration by that of the body, YAML or JSON; it holds from the next CALL on.
    func putCalibration(_ request: Request) async throws -> Response {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: min(limits.requestBodyBytes, CalibrationFile.byteLimit))
        } catch is NIOTooManyBytesError {
            throw OperatorAPIError(
                status: .contentTooLarge, error: "tooLarge",
                message: "a calibration has at most \(CalibrationFile.byteLimit) bytes")
        }
        let calibration: Calibration
        do {
            calibration = try CalibrationFile.parse(String(buffer: buffer))
        } catch {
            throw OperatorAPIError.badRequest("\(error)")
        }
        _ = try await loop.ask { $0.calibrate(calibration) }
        return Self.response(calibration)
    }

    /// Ends the calibration; answers that wait keep their instants.
    func deleteCalibration() async throws -> Response {
        _ = try await loop.ask { $0.calibrate(nil) }
        return Response(status: .noContent)
    }

    private static func response(_ calibration: Calibration) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: CalibrationText.json(calibration))))
    }
}
