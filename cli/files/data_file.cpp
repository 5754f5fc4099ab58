#include "cli/files/data_file.hpp"

#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// One cell with its place; `column` is the column of its first character in the line.
struct Cell {
    std::string_view text;
    std::size_t column;
};

std::vector<Cell> cells_of(std::string_view line) {
    std::vector<Cell> cells;
    for (const std::string_view part : split(line, ',')) {
        const std::string_view text = trimmed(part);
        const auto offset = text.empty() ? part.data() - line.data() : text.data() - line.data();
        cells.push_back({text, static_cast<std::size_t>(offset) + 1});
    }
    return cells;
}

/// Reader of one file; knows its name and the shape that the network asks for.
class DataReader {
public:
    DataReader(std::string file, const DataShape& shape, bool normalize)
        : file_(std::move(file)), shape_(shape), normalize_(normalize) {}

    DataSet read(std::string_view text) {
        if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark of spreadsheet programs
        const auto lines = split(text, '\n');
        if (trimmed(lines.front()).empty()) throw InputError(file_ + ": line 1: expected a header x1..xn,y1..yp or x1..xn,label, found none");
        read_header(cells_of(lines.front()));
        for (std::size_t i = 1; i < lines.size(); ++i)
            if (!trimmed(lines[i]).empty()) data_.samples.push_back(read_sample(cells_of(lines[i]), i + 1));
        if (data_.samples.empty()) throw InputError(file_ + ": expected at least one sample after the header, found none");
        return std::move(data_);
    }

private:
    [[noreturn]] void fail(std::size_t line, std::size_t column, const std::string& message) const {
        throw InputError(fmt::format("{}: line {}, column {}: {}", file_, line, column, message));
    }

    void read_header(const std::vector<Cell>& header) {
        std::size_t inputs = 0;
        while (inputs < header.size() && header[inputs].text == fmt::format("x{}", inputs + 1)) ++inputs;
        if (inputs == 0) fail(1, 1, fmt::format("expected a header that starts with x1, found \"{}\"", header[0].text));
        const std::size_t targets = header.size() - inputs;
        data_.labelled = targets == 1 && header.back().text == "label";
        for (std::size_t i = 0; !data_.labelled && i < targets; ++i)
            if (const Cell& cell = header[inputs + i]; cell.text != fmt::format("y{}", i + 1))
                fail(1, cell.column,
                     fmt::format("expected {}y{}{}, found \"{}\"", i == 0 ? fmt::format("x{}, ", inputs + 1) : "", i + 1,
                                 i == 0 ? " or label" : "", cell.text));
        if (static_cast<Eigen::Index>(inputs) != shape_.inputs)
            throw InputError(fmt::format("{}: header: expected {} inputs x1..x{}, the width of the network's input, found {}",
                                         file_, shape_.inputs, shape_.inputs, inputs));
        if (!data_.labelled && static_cast<Eigen::Index>(targets) != shape_.outputs)
            throw InputError(fmt::format("{}: header: expected {} targets y1..y{}, the width of the network's output, or label, found {}",
                                         file_, shape_.outputs, shape_.outputs, targets));
        columns_ = header.size();
    }

    double number(const Cell& cell, std::size_t line) const {
        const auto value = parse_number(cell.text);
        if (!value || !std::isfinite(*value)) fail(line, cell.column, fmt::format("expected a finite number, found \"{}\"", cell.text));
        return *value;
    }

    Vector<double> one_hot(const Cell& cell, std::size_t line) const {
        const double label = number(cell, line);
        if (label != std::floor(label) || label < 0 || label >= static_cast<double>(shape_.outputs))
            fail(line, cell.column, fmt::format("label: expected a whole number in 0..{}, found \"{}\"", shape_.outputs - 1, cell.text));
        return Vector<double>::Unit(shape_.outputs, static_cast<Eigen::Index>(label));
    }

    void check_one_hot(const Vector<double>& target, std::size_t line, std::size_t column) const {
        const bool ok = (target.array() == 0.0 || target.array() == 1.0).all() && target.sum() == 1.0;
        if (!ok) fail(line, column, "expected a one-hot target (one 1, else 0) for loss softmax_cross_entropy, found another");
    }

    Sample<double> read_sample(const std::vector<Cell>& cells, std::size_t line) const {
        if (cells.size() != columns_)
            fail(line, cells.back().column, fmt::format("expected {} cells as in the header, found {}", columns_, cells.size()));
        Sample<double> sample{Vector<double>(shape_.inputs), Vector<double>(shape_.outputs)};
        for (Eigen::Index i = 0; i < shape_.inputs; ++i) sample.input(i) = number(cells[static_cast<std::size_t>(i)], line);
        const std::size_t first_target = static_cast<std::size_t>(shape_.inputs);
        if (data_.labelled) {
            sample.target = one_hot(cells[first_target], line);
        } else {
            for (Eigen::Index i = 0; i < shape_.outputs; ++i)
                sample.target(i) = number(cells[first_target + static_cast<std::size_t>(i)], line);
            if (shape_.loss == Loss::softmax_cross_entropy) check_one_hot(sample.target, line, cells[first_target].column);
        }
        if (normalize_) {
            // Squares of tiny or huge entries would leave the range. Not stableNorm: it copies into a buffer that is aligned
            // less than EIGEN_MAX_ALIGN_BYTES, and asserts that it is not.
            const double norm = sample.input.blueNorm();
            if (norm == 0) fail(line, 1, "expected a sample that can be normalized, found one whose inputs are all 0");
            sample.input /= norm;
        }
        return sample;
    }

    std::string file_;
    DataShape shape_;
    bool normalize_;
    DataSet data_;
    std::size_t columns_ = 0;
};

}  // namespace

DataSet read_data(const std::filesystem::path& path, const DataShape& shape, bool normalize) {
    return DataReader(path.string(), shape, normalize).read(read_file(path));
}

}  // namespace aimcert::cli
