#pragma once

#include "core/device/parameters.hpp"
#include "core/network/network.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <string>
#include <variant>
#include <vector>

namespace aimcert {

// Instances are plain data: every number is a double, exact, and every scalar starts from the same numbers.

using Numbers = std::vector<double>;
/// Rows of a matrix.
using Table = std::vector<Numbers>;

/// One device, a weight on it and increments asked of it.
struct DeviceInstance {
    static constexpr std::string_view family = "device";
    DeviceParameters device;
    double weight = 0;
    Numbers increments;
    bool operator==(const DeviceInstance&) const = default;
};

/// One device, a weight on it and a pulse train: the increment asked of it, the size of a pulse and its relative
/// cycle-to-cycle noise, with the draws ξ_i of mean 0 and variance 1 that the noise takes (at least one a pulse).
struct PulsesInstance {
    static constexpr std::string_view family = "pulses";
    DeviceParameters device;
    double weight = 0;
    double increment = 0;
    double pulse_size = 1;
    double cycle_noise = 0;
    Numbers draws;
    bool operator==(const PulsesInstance&) const = default;
};

/// A few vectors of equal length.
struct VectorsInstance {
    static constexpr std::string_view family = "vectors";
    Table vectors;
    bool operator==(const VectorsInstance&) const = default;
};

/// A few named numbers.
struct ParametersInstance {
    static constexpr std::string_view family = "parameters";
    std::vector<std::pair<std::string, double>> values;
    double operator[](std::string_view name) const;
    bool operator==(const ParametersInstance&) const = default;
};

/// increments[k][m]: the entries of dW_k^(m), for steps k and layers m.
struct IncrementsInstance {
    static constexpr std::string_view family = "increments";
    std::vector<Table> increments;
    bool operator==(const IncrementsInstance&) const = default;
};

/// A pipeline of `stages` stages, fed with `count` micro-batches, `micro_batches` to a mini-batch.
struct ScheduleInstance {
    static constexpr std::string_view family = "schedule";
    int stages = 1, micro_batches = 1, count = 1;
    bool operator==(const ScheduleInstance&) const = default;
};

/// A network, its data and a training run.
struct PipelineInstance {
    static constexpr std::string_view family = "pipeline";
    std::vector<Activation> activations;
    Loss loss = Loss::half_squared_error;
    std::vector<Table> weights;        ///< W_0, one table of rows a layer
    std::vector<Table> other_weights;  ///< W', for claims that compare two tuples; else empty
    Table inputs, targets;
    double tau = 1;  ///< infinity: digital
    double learning_rate = 0;
    double young = 1;             ///< u
    double saturation_bound = 1;  ///< r, for claims that fix it beforehand
    int micro_batches = 1;
    std::vector<int> order;     ///< sample of each micro-batch; its length is the length of the run
    bool a_posteriori = false;  ///< spectral bounds from the run instead of the box
    bool operator==(const PipelineInstance&) const = default;
};

/// Objectives of ArrayInstance.
enum class Shape { quadratic, cosine, log_cosh, least_squares, softmax_regression };
inline constexpr std::array<std::pair<Shape, std::string_view>, 5> shape_names{
    {{Shape::quadratic, "quadratic"},
     {Shape::cosine, "cosine"},
     {Shape::log_cosh, "log_cosh"},
     {Shape::least_squares, "least_squares"},
     {Shape::softmax_regression, "softmax_regression"}}};
/// Objectives that are a mean over samples: their gradient noise is the choice of the sample.
constexpr bool is_over_samples(Shape shape) { return shape == Shape::least_squares || shape == Shape::softmax_regression; }

/// A few steps of an algorithm on one weight array with D entries (theory sections 6 and 7). The objective is
///   f(w) = Σ_i curvature_i φ(u_i),  u = Q (w - minimum),  Q = I - 2 v vᵀ/|v|² with v = mirror (I when v is empty),
/// φ(t) = t²/2 (quadratic), 1 - cos t (cosine: not convex), ln cosh t; so f* = 0 and L is the largest curvature. Gradients
/// carry noise ε with finitely many outcomes, `odds` to one another; claims subtract the mean of the list, exactly.
/// Over samples, f is a mean and the noise is that of one sample drawn uniformly; rows a_n, targets e_n:
///   least_squares       two samples a row, (a_n·(w - minimum) ± e_n)²/2, so that w = minimum is the least, f* = mean e_n²/2;
///   softmax_regression  one sample a row, ln Σ_c exp(W_c·a_n) - W_y·a_n, y = e_n the class, w the rows W_c one after the
///                       other; f* = 0 is a lower bound.
struct ArrayInstance {
    static constexpr std::string_view family = "array";
    Shape shape = Shape::quadratic;
    Numbers curvatures;
    Numbers mirror;
    Numbers minimum;
    Table noise;
    Numbers odds;
    Table rows = {};
    Numbers targets = {};
    DeviceParameters device;           ///< of W
    DeviceParameters residual_device;  ///< of P
    Numbers weight;                    ///< W_0
    Numbers residual;                  ///< P_0
    double alpha = 0, beta = 0, gamma = 0;
    int steps = 1;
    bool operator==(const ArrayInstance&) const = default;
};

using Instance = std::variant<DeviceInstance, PulsesInstance, VectorsInstance, ParametersInstance, IncrementsInstance,
                              ScheduleInstance, PipelineInstance, ArrayInstance>;

/// Exact text of a double: a fraction p/q when its denominator is a power of two up to 1024 and its numerator is
/// short, else hexfloat; "inf", "-inf".
std::string exact_text(double value);
/// Reads what `exact_text` writes, and plain decimals. Throws std::invalid_argument when the text is no number that a
/// double holds exactly ("1/3").
double exact_value(const std::string& text);

nlohmann::ordered_json to_json(const Instance& instance);
/// Throws std::invalid_argument naming the key, what was expected and what was found.
Instance instance_from_json(const nlohmann::ordered_json& json);

/// The instance with every number rounded to float, so that all scalars share the data of a float run. Finite numbers
/// beyond the range of float become its largest.
Instance rounded_to_float(Instance instance);

template <class S>
Vector<S> make_vector(const Numbers& numbers) {
    Vector<S> v(static_cast<Eigen::Index>(numbers.size()));
    for (std::size_t i = 0; i < numbers.size(); ++i) v(static_cast<Eigen::Index>(i)) = math::constant<S>(numbers[i]);
    return v;
}

template <class S>
Matrix<S> make_matrix(const Table& rows) {
    Matrix<S> a(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.front().size()));
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows[i].size(); ++j)
            a(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = math::constant<S>(rows[i][j]);
    return a;
}

template <class S>
Weights<S> make_weights(const std::vector<Table>& tables) {
    Weights<S> weights;
    for (const auto& table : tables) weights.push_back(make_matrix<S>(table));
    return weights;
}

template <class S>
Samples<S> make_samples(const PipelineInstance& instance) {
    Samples<S> samples;
    for (std::size_t i = 0; i < instance.inputs.size(); ++i)
        samples.push_back({make_vector<S>(instance.inputs[i]), make_vector<S>(instance.targets[i])});
    return samples;
}

inline Architecture architecture_of(const PipelineInstance& instance) { return {instance.activations, instance.loss}; }

/// The asymmetric linear device with w0 = 0 and range tau; digital for tau = inf.
template <class S>
AnyResponse<S> device_of(const PipelineInstance& instance) {
    return *make_response<S>(DeviceParameters{.response = "ald", .tau = instance.tau});
}

}  // namespace aimcert
