#pragma once

#include "core/network/network.hpp"

#include <filesystem>

namespace aimcert::cli {

/// What a network expects of its data.
struct DataShape {
    Eigen::Index inputs;
    Eigen::Index outputs;
    Loss loss;
};

struct DataSet {
    Samples<double> samples;
    bool labelled = false;  ///< targets came as class labels
};

/// Reads comma-separated values with the header x1..xn,y1..yp or x1..xn,label. A label l in 0..p-1 becomes the one-hot
/// target with entry l = 1. `normalize` scales each input to norm 1. Throws InputError, with line and column (from 1) of
/// the cell, for a header that does not fit `shape`, rows of another length, cells that are no finite number, labels out
/// of range, targets that are not one-hot with softmax_cross_entropy, a zero sample to be normalized, and no samples.
DataSet read_data(const std::filesystem::path& path, const DataShape& shape, bool normalize);

}  // namespace aimcert::cli
