#include "floor.h"

// Values below 2,048 have a bucket each; above, every octave has 1,024 buckets.
static size_t bucket(uint64_t value) {
    if (value < HISTOGRAM_LINEAR) {
        return (size_t)value;
    }
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - 10u;
    if (shift > HISTOGRAM_OCTAVES) {
        return HISTOGRAM_LINEAR + HISTOGRAM_OCTAVES * HISTOGRAM_HALF - 1;
    }
    return HISTOGRAM_LINEAR + (shift - 1) * HISTOGRAM_HALF + (size_t)((value >> shift) - HISTOGRAM_HALF);
}

// The largest value that falls into a bucket.
static uint64_t bucketTop(size_t index) {
    if (index < HISTOGRAM_LINEAR) {
        return index;
    }
    uint64_t shift = (index - HISTOGRAM_LINEAR) / HISTOGRAM_HALF + 1;
    uint64_t mantissa = (index - HISTOGRAM_LINEAR) % HISTOGRAM_HALF + HISTOGRAM_HALF;
    return ((mantissa + 1) << shift) - 1;
}

void histogramRecord(Histogram *histogram, uint64_t microseconds) {
    histogram->counts[bucket(microseconds)] += 1;
    histogram->total += 1;
    if (microseconds > histogram->largest) {
        histogram->largest = microseconds;
    }
}

uint64_t histogramPercentile(const Histogram *histogram, double percent) {
    double exact = (double)histogram->total * percent / 100;
    uint64_t rank = (uint64_t)exact;
    if ((double)rank < exact || rank == 0) {
        rank += 1;
    }
    uint64_t seen = 0;
    for (size_t index = 0; index < sizeof histogram->counts / sizeof histogram->counts[0]; index++) {
        seen += histogram->counts[index];
        if (seen >= rank) {
            uint64_t top = bucketTop(index);
            return top < histogram->largest ? top : histogram->largest;
        }
    }
    return histogram->largest;
}
