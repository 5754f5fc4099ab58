#pragma once

#include "core/device/update.hpp"
#include "core/linear_algebra.hpp"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace aimcert {

/// What one update of a matrix tells the monitors, gathered in the pass that writes the new weights.
/// squared_increment in rounded arithmetic: relative error at most (n_in + n_out + 16) u for a rank-one update and
/// (272 + n_in n_out/1024) u for a dense one, to first order and if no square underflows. Each square has three
/// roundings, and counting the additions an entry can go through gives the rest: at least two lanes and two chains
/// share a pass of 4 n_in entries (1024 in a dense update), passes are added up, then at most 8 lanes. Sixteen lanes add
/// 8 more, and take part where n_in >= 16: then they save at least 3/4 n_in.
template <class S>
struct UpdateStatistics {
    S squared_increment = S(0);  ///< |next - w|_F² of the weights as stored; NaN if an entry is
    S max_abs = S(0);            ///< |next|_inf, which ignores NaN like max_abs of a matrix
};

namespace simd {

/// One entry of a rank-one update by the asymmetric linear device with w0 = 0: next = w - c (x + (sign(c) q) w) with
/// c = a δ_i and q = |x|/τ. V is a number, or a packet of them.
template <class V>
[[gnu::always_inline]] inline void rank_one_entry(const V& w, const V& x, const V& signed_saturation, const V& factor,
                                                  V& next) {
    next = w - factor * (x + signed_saturation * w);
}

/// One entry of a dense update: next = w - a (g + |g| inverse_tau w).
template <class V>
[[gnu::always_inline]] inline void dense_entry(const V& w, const V& gradient, const V& magnitude, const V& inverse_tau,
                                               const V& learning_rate, V& next) {
    next = w - learning_rate * (gradient + magnitude * inverse_tau * w);
}

/// `bytes` wide packets of the compiler's portable vectors. They are handed over by reference only: passing one by
/// value would depend on the instruction set.
template <std::floating_point S, int bytes>
struct Packet {
    static constexpr int lanes = bytes / int(sizeof(S));
    using Integer = std::conditional_t<sizeof(S) == 4, std::int32_t, std::int64_t>;
    typedef S Values __attribute__((vector_size(bytes)));
    typedef Integer Bits __attribute__((vector_size(bytes)));
    static constexpr Bits sign_bit = Bits{} + std::numeric_limits<Integer>::min();

    [[gnu::always_inline]] static void load(Values& values, const S* from) {
        __builtin_memcpy(&values, from, bytes);
#if defined(__x86_64__) && !defined(__clang__)
        // Keeps the packet in a register: GCC would load it once more for each use.
        if constexpr (lanes > 1) asm("" : "+v"(values));
#endif
    }
    [[gnu::always_inline]] static void store(S* to, const Values& values) { __builtin_memcpy(to, &values, bytes); }
};

#ifdef __x86_64__
// GCC has to be told to contract, which it does from -O2 on: every source that instantiates an update computes the same
// bits. And to use the width in loops that it vectorises itself.
#ifdef __clang__
#define AIMCERT_COMPILED_FOR(sets, bits) gnu::target(sets)
#else
#define AIMCERT_COMPILED_FOR(sets, bits) gnu::target(sets ",prefer-vector-width=" bits), gnu::optimize("O3", "fp-contract=fast")
#endif
[[AIMCERT_COMPILED_FOR("avx512f", "512")]] void run_on_avx512(const auto& body) { body.template operator()<64>(); }
[[AIMCERT_COMPILED_FOR("avx2,fma", "256")]] void run_on_avx2(const auto& body) { body.template operator()<32>(); }
#undef AIMCERT_COMPILED_FOR
#endif

/// Runs body.operator()<bytes>() with the widest packets of this processor: 64 bytes where it has AVX-512, 32 where it
/// has AVX2 and FMA, both with fused multiply-add, else the 16 bytes that every x86-64 has. Everything in `body` must be
/// always_inline.
template <class Body>
[[gnu::always_inline]] inline void run_on_widest_packets(const Body& body) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f")) return run_on_avx512(body);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_on_avx2(body);
#endif
    body.template operator()<16>();
}

/// Collects UpdateStatistics lane by lane. A pass sums its squares in two chains, which hide the latency of addition
/// (four would not fit the registers); the sums of the passes are added up apart, so that chains stay short.
template <std::floating_point S, int bytes, bool monitored>
class Monitor {
public:
    using Values = typename Packet<S, bytes>::Values;
    using Bits = typename Packet<S, bytes>::Bits;

    [[gnu::always_inline]] void add(int entry, const Values& before, const Values& after) {
        if constexpr (monitored) {
            const Values increment = after - before;
            squares_[entry % 2] += increment * increment;
            const Values magnitude =
                __builtin_bit_cast(Values, __builtin_bit_cast(Bits, after) & ~Packet<S, bytes>::sign_bit);
            Values& largest = largest_[entry % 2];
            largest = largest < magnitude ? magnitude : largest;
        }
    }
    [[gnu::always_inline]] void end_pass() {
        if constexpr (monitored) {
            total_ += squares_[0] + squares_[1];
            squares_[0] = squares_[1] = Values{};
        }
    }
    [[gnu::always_inline]] void add_to(UpdateStatistics<S>& statistics) const {
        if constexpr (monitored)
            for (int lane = 0; lane < Packet<S, bytes>::lanes; ++lane) {
                statistics.squared_increment += total_[lane];
                for (const Values& largest : largest_)
                    statistics.max_abs = math::max(statistics.max_abs, S(largest[lane]));
            }
    }

private:
    Values squares_[2] = {}, largest_[2] = {}, total_ = {};
};

/// `rows` rows of a rank-one update, with c = a δ and q = |x|/τ.
template <std::floating_point S, int bytes, int rows>
struct RankOneRows {
    using P = Packet<S, bytes>;
    struct Column {
        typename P::Values x, saturation;
    };
    const S* x;
    const S* saturation;  ///< q
    typename P::Values factor[rows];
    typename P::Bits sign[rows];

    [[gnu::always_inline]] RankOneRows(const S* delta, const S* inputs, const S* q, S learning_rate)
        : x(inputs), saturation(q) {
        for (int r = 0; r < rows; ++r) {
            factor[r] = typename P::Values{} + learning_rate * delta[r];
            sign[r] = __builtin_bit_cast(typename P::Bits, factor[r]) & P::sign_bit;
        }
    }
    [[gnu::always_inline]] void load(Column& column, Eigen::Index j) const {
        P::load(column.x, x + j);
        P::load(column.saturation, saturation + j);
    }
    [[gnu::always_inline]] void apply(const Column& column, int r, Eigen::Index, const typename P::Values& w,
                                      typename P::Values& next) const {
        const typename P::Values signed_saturation =
            __builtin_bit_cast(typename P::Values, __builtin_bit_cast(typename P::Bits, column.saturation) ^ sign[r]);
        rank_one_entry(w, column.x, signed_saturation, factor[r], next);
    }
};

/// A full gradient, next = w - a (g + (|g|/τ) w), on entries that follow one another: row r is the r-th packet.
template <std::floating_point S, int bytes>
struct DenseEntries {
    using P = Packet<S, bytes>;
    struct Column {};
    const S* gradient;
    typename P::Values learning_rate, inverse_tau;

    [[gnu::always_inline]] DenseEntries(const S* g, S rate, S reciprocal)
        : gradient(g), learning_rate(typename P::Values{} + rate), inverse_tau(typename P::Values{} + reciprocal) {}
    [[gnu::always_inline]] void load(Column&, Eigen::Index) const {}
    [[gnu::always_inline]] void apply(const Column&, int r, Eigen::Index j, const typename P::Values& w,
                                      typename P::Values& next) const {
        typename P::Values g;
        P::load(g, gradient + j + r * P::lanes);
        const typename P::Values magnitude =
            __builtin_bit_cast(typename P::Values, __builtin_bit_cast(typename P::Bits, g) & ~P::sign_bit);
        dense_entry(w, g, magnitude, inverse_tau, learning_rate, next);
    }
};

/// One pass over `rows` rows that lie `stride` entries apart, in columns begin, begin + step, ... below end.
template <int rows, int bytes, std::floating_point S, class Update, class Monitor>
[[gnu::always_inline]] inline void pass(const S* w, S* next, Eigen::Index stride, Eigen::Index begin, Eigen::Index end,
                                        Eigen::Index step, const Update& update, Monitor& monitor) {
    using P = Packet<S, bytes>;
    for (Eigen::Index j = begin; j < end; j += step) {
        typename Update::Column column;
        update.load(column, j);
#pragma GCC unroll 4
        for (int r = 0; r < rows; ++r) {
            typename P::Values before, after;
            P::load(before, w + r * stride + j);
            update.apply(column, r, j, before, after);
            P::store(next + r * stride + j, after);
            monitor.add(r, before, after);
        }
    }
    monitor.end_pass();
}

/// Entries that a pass takes side by side: as many streams as prefetchers follow, and x and q are loaded once for all.
constexpr int rows_a_pass = 4;

template <int bytes, bool monitored, std::floating_point S>
[[gnu::always_inline]] inline UpdateStatistics<S> rank_one_update(const S* w, S* next, Eigen::Index rows,
                                                                  Eigen::Index columns, const S* delta, const S* x,
                                                                  const S* saturation, S learning_rate) {
    constexpr int one = int(sizeof(S)), lanes = Packet<S, bytes>::lanes;
    const Eigen::Index whole = columns - columns % lanes;
    Monitor<S, bytes, monitored> monitor;
    Monitor<S, one, monitored> rest;
    const auto pass_from = [&]<int count>(Eigen::Index i) __attribute__((always_inline)) {
        const S* from = w + i * columns;
        S* to = next + i * columns;
        pass<count, bytes>(from, to, columns, 0, whole, lanes,
                           RankOneRows<S, bytes, count>(delta + i, x, saturation, learning_rate), monitor);
        if (whole < columns)
            pass<count, one>(from, to, columns, whole, columns, 1,
                             RankOneRows<S, one, count>(delta + i, x, saturation, learning_rate), rest);
    };
    Eigen::Index i = 0;
    for (; i + rows_a_pass <= rows; i += rows_a_pass) pass_from.template operator()<rows_a_pass>(i);
    for (; i < rows; ++i) pass_from.template operator()<1>(i);
    UpdateStatistics<S> statistics;
    monitor.add_to(statistics);
    rest.add_to(statistics);
    return statistics;
}

template <int bytes, bool monitored, std::floating_point S>
[[gnu::always_inline]] inline UpdateStatistics<S> dense_update(const S* w, S* next, Eigen::Index size,
                                                               const S* gradient, S learning_rate, S inverse_tau) {
    constexpr int one = int(sizeof(S)), lanes = Packet<S, bytes>::lanes, step = rows_a_pass * lanes;
    constexpr Eigen::Index entries_a_pass = 1024;
    const Eigen::Index whole = size - size % step;
    Monitor<S, bytes, monitored> monitor;
    Monitor<S, one, monitored> rest;
    const DenseEntries<S, bytes> packets(gradient, learning_rate, inverse_tau);
    for (Eigen::Index begin = 0; begin < whole; begin += entries_a_pass)
        pass<rows_a_pass, bytes>(w, next, lanes, begin, std::min(begin + entries_a_pass, whole), step, packets, monitor);
    pass<1, one>(w, next, 0, whole, size, 1, DenseEntries<S, one>(gradient, learning_rate, inverse_tau), rest);
    UpdateStatistics<S> statistics;
    monitor.add_to(statistics);
    rest.add_to(statistics);
    return statistics;
}

}  // namespace simd

/// Both entries from what an update is given, in the order in which float and double compute them, for any scalar.
template <Scalar S>
S fused_rank_one_entry(const S& w, const S& delta, const S& x, const S& learning_rate, const S& inverse_tau) {
    const S factor = learning_rate * delta, saturation = math::abs(x) * inverse_tau;
    S next(0);
    simd::rank_one_entry(w, x, math::select(factor, saturation, S(-saturation)), factor, next);
    return next;
}
template <Scalar S>
S fused_dense_entry(const S& w, const S& gradient, const S& learning_rate, const S& inverse_tau) {
    S next(0);
    simd::dense_entry(w, gradient, math::abs(gradient), inverse_tau, learning_rate, next);
    return next;
}

namespace detail {

/// next_ij = new_weight(i, j, w_ij) one by one, for every scalar.
template <bool monitored, class S, class NewWeight>
UpdateStatistics<S> update_entries(const Matrix<S>& w, Matrix<S>& next, const NewWeight& new_weight) {
    next.resize(w.rows(), w.cols());
    UpdateStatistics<S> statistics;
    for (Eigen::Index i = 0; i < w.rows(); ++i) {
        S squares(0);
        for (Eigen::Index j = 0; j < w.cols(); ++j) {
            const S before = w(i, j);
            const S after = new_weight(i, j, before);
            next(i, j) = after;
            if constexpr (monitored) {
                squares += math::square(S(after - before));
                statistics.max_abs = math::max(statistics.max_abs, math::abs(after));
            }
        }
        if constexpr (monitored) statistics.squared_increment += squares;
    }
    return statistics;
}

template <bool monitored, class S>
UpdateStatistics<S> rank_one_update(const Matrix<S>& w, Matrix<S>& next, const Vector<S>& delta, const Vector<S>& x,
                                    const S& learning_rate, const S& inverse_tau, Vector<S>& scratch) {
    if constexpr (std::is_floating_point_v<S>) {
        if (scratch.size() < x.size()) scratch.resize(x.size());
        for (Eigen::Index j = 0; j < x.size(); ++j) scratch(j) = math::abs(x(j)) * inverse_tau;
        next.resize(w.rows(), w.cols());
        UpdateStatistics<S> statistics;
        simd::run_on_widest_packets([&]<int bytes>() __attribute__((always_inline)) {
            statistics = simd::rank_one_update<bytes, monitored>(w.data(), next.data(), w.rows(), w.cols(),
                                                                 delta.data(), x.data(), scratch.data(),
                                                                 S(learning_rate));
        });
        return statistics;
    } else {
        return update_entries<monitored>(w, next, [&](Eigen::Index i, Eigen::Index j, const S& weight) {
            const S step = learning_rate * delta(i) * x(j);
            return S(weight - step - math::abs(step) * (weight * inverse_tau));
        });
    }
}

template <bool monitored, class S>
UpdateStatistics<S> dense_update(const Matrix<S>& w, Matrix<S>& next, const Matrix<S>& gradient,
                                 const S& learning_rate, const S& inverse_tau) {
    if constexpr (std::is_floating_point_v<S>) {
        next.resize(w.rows(), w.cols());
        UpdateStatistics<S> statistics;
        simd::run_on_widest_packets([&]<int bytes>() __attribute__((always_inline)) {
            statistics = simd::dense_update<bytes, monitored>(w.data(), next.data(), w.size(), gradient.data(),
                                                              S(learning_rate), S(inverse_tau));
        });
        return statistics;
    } else {
        return update_entries<monitored>(w, next, [&](Eigen::Index i, Eigen::Index j, const S& weight) {
            const S step = learning_rate * gradient(i, j);
            return S(weight - step - math::abs(step) * (weight * inverse_tau));
        });
    }
}

/// 1/τ where the update by this response is the fused one: w0 = 0, and τ = ∞ for the ideal device.
template <std::floating_point S, Response<S> R>
std::optional<S> fused_inverse_tau(const R& response) {
    if constexpr (std::is_same_v<R, IdealResponse<S>>) return S(0);
    if constexpr (std::is_same_v<R, AsymmetricLinearResponse<S>>)
        if (response.w0 == S(0)) return S(1) / response.tau;
    return std::nullopt;
}

template <bool monitored, class S, Response<S> R>
UpdateStatistics<S> rank_one_update(const R& response, const Matrix<S>& w, Matrix<S>& next, const Vector<S>& delta,
                                    const Vector<S>& x, const S& learning_rate, Vector<S>& scratch) {
    if constexpr (std::is_floating_point_v<S>)
        if (const std::optional<S> inverse_tau = fused_inverse_tau<S>(response))
            return rank_one_update<monitored>(w, next, delta, x, learning_rate, *inverse_tau, scratch);
    return update_entries<monitored>(w, next, [&](Eigen::Index i, Eigen::Index j, const S& weight) {
        return analog_update(response, weight, S(-(learning_rate * delta(i) * x(j))));
    });
}

template <bool monitored, class S, Response<S> R>
UpdateStatistics<S> dense_update(const R& response, const Matrix<S>& w, Matrix<S>& next, const Matrix<S>& gradient,
                                 const S& learning_rate) {
    if constexpr (std::is_floating_point_v<S>)
        if (const std::optional<S> inverse_tau = fused_inverse_tau<S>(response))
            return dense_update<monitored>(w, next, gradient, learning_rate, *inverse_tau);
    return update_entries<monitored>(w, next, [&](Eigen::Index i, Eigen::Index j, const S& weight) {
        return analog_update(response, weight, S(-(learning_rate * gradient(i, j))));
    });
}

}  // namespace detail

/// next = w - a δxᵀ - (a/τ) abs(δxᵀ) ⊙ w for the asymmetric linear device with w0 = 0 (AP 10); inverse_tau = 0 is
/// digital training.
/// w, next: n_out x n_in, next may be w itself. δ: n_out, x: n_in, a >= 0. `scratch` holds n_in numbers and grows when
/// it is shorter; nothing else allocates once next has its size.
///
/// float and double compute q = |x| inverse_tau, c = a δ_i, next = w - c (x + (sign(c) q) w) from the inside out, with
/// fused multiply-adds where the processor has them. Equal to analog_update(w, -(a δ_i) x_j) up to rounding: with
/// d = a δ_i x_j both differ by at most
///   (1 + 32 u)(3 u|w| + 8 u|d| + 12 u|d w|/τ)
/// and an underflow term (proofs-checks/rounding/orders_agree.v). Like analog_update, next may leave [-τ, τ] by a few
/// roundings, with fused multiply-adds even for τ = 1. NaN in w_ij, δ_i or x_j gives NaN in next_ij.
template <Scalar S>
void rank_one_update(const Matrix<S>& w, Matrix<S>& next, const Vector<S>& delta, const Vector<S>& x,
                     const std::type_identity_t<S>& learning_rate, const std::type_identity_t<S>& inverse_tau,
                     Vector<S>& scratch) {
    detail::rank_one_update<false>(w, next, delta, x, learning_rate, inverse_tau, scratch);
}

/// rank_one_update with the same result bit for bit, and what the monitors need from it.
template <Scalar S>
UpdateStatistics<S> monitored_rank_one_update(const Matrix<S>& w, Matrix<S>& next, const Vector<S>& delta,
                                              const Vector<S>& x, const std::type_identity_t<S>& learning_rate,
                                              const std::type_identity_t<S>& inverse_tau, Vector<S>& scratch) {
    return detail::rank_one_update<true>(w, next, delta, x, learning_rate, inverse_tau, scratch);
}

/// next = w - a g - (a/τ) abs(g) ⊙ w with a full gradient g of the shape of w; next may be w itself, but not g.
/// float and double compute w - a (g + |g| inverse_tau w) from the inside out: the bound of rank_one_update holds with
/// d = a g_ij.
template <Scalar S>
void dense_update(const Matrix<S>& w, Matrix<S>& next, const Matrix<S>& gradient,
                  const std::type_identity_t<S>& learning_rate, const std::type_identity_t<S>& inverse_tau) {
    detail::dense_update<false>(w, next, gradient, learning_rate, inverse_tau);
}

template <Scalar S>
UpdateStatistics<S> monitored_dense_update(const Matrix<S>& w, Matrix<S>& next, const Matrix<S>& gradient,
                                           const std::type_identity_t<S>& learning_rate,
                                           const std::type_identity_t<S>& inverse_tau) {
    return detail::dense_update<true>(w, next, gradient, learning_rate, inverse_tau);
}

/// next_ij = U(w_ij, -a δ_i x_j) for any response (AP 6, EX 6-7, RF 3-5). The ideal and the asymmetric linear device
/// with w0 = 0 take the fused update in float and double, every other one analog_update entry by entry.
template <Scalar S, Response<S> R>
void rank_one_update(const R& response, const Matrix<S>& w, Matrix<S>& next, const Vector<S>& delta,
                     const Vector<S>& x, const std::type_identity_t<S>& learning_rate, Vector<S>& scratch) {
    detail::rank_one_update<false>(response, w, next, delta, x, learning_rate, scratch);
}

template <Scalar S, Response<S> R>
UpdateStatistics<S> monitored_rank_one_update(const R& response, const Matrix<S>& w, Matrix<S>& next,
                                              const Vector<S>& delta, const Vector<S>& x,
                                              const std::type_identity_t<S>& learning_rate, Vector<S>& scratch) {
    return detail::rank_one_update<true>(response, w, next, delta, x, learning_rate, scratch);
}

/// next_ij = U(w_ij, -a g_ij) for any response.
template <Scalar S, Response<S> R>
void dense_update(const R& response, const Matrix<S>& w, Matrix<S>& next, const Matrix<S>& gradient,
                  const std::type_identity_t<S>& learning_rate) {
    detail::dense_update<false>(response, w, next, gradient, learning_rate);
}

template <Scalar S, Response<S> R>
UpdateStatistics<S> monitored_dense_update(const R& response, const Matrix<S>& w, Matrix<S>& next,
                                           const Matrix<S>& gradient, const std::type_identity_t<S>& learning_rate) {
    return detail::dense_update<true>(response, w, next, gradient, learning_rate);
}

}  // namespace aimcert
