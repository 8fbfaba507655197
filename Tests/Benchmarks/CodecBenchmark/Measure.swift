import CAllocationCounter
import Foundation

/// Processor time and allocations of one operation.
struct Cost {
    var nanoseconds: Double
    var allocations: Double
}

/// One operation under measurement; returns something that depends on its work.
struct Operation {
    var name: String
    var repetitions: Int
    var run: () -> Int
}

/// Keeps the optimizer from removing work.
nonisolated(unsafe) var sink = 0

/// Runs the operations in turns, so that a disturbance of the machine meets all of them, and gives each one's median.
func measure(_ operations: [Operation], rounds: Int) -> [Cost] {
    var times = operations.map { _ in [Double]() }
    var allocations = operations.map { _ in [Double]() }
    for operation in operations { sink &+= operation.run() }
    for _ in 0..<rounds {
        for (index, operation) in operations.enumerated() {
            let before = allocation_count()
            let begin = processorNanoseconds()
            for _ in 0..<operation.repetitions { sink &+= operation.run() }
            let end = processorNanoseconds()
            let after = allocation_count()
            times[index].append(Double(end &- begin) / Double(operation.repetitions))
            allocations[index].append(Double(after - before) / Double(operation.repetitions))
        }
    }
    return operations.indices.map {
        Cost(nanoseconds: median(times[$0]), allocations: median(allocations[$0]))
    }
}

/// Processor time of this thread: waiting for a processor does not count.
func processorNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}
