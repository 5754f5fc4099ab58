#pragma once

#include "core/device/update.hpp"
#include "core/linear_algebra.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace aimcert {

/// What one update of a matrix tells the monitors, gathered in the pass that writes the new weights.
/// In rounded arithmetic squared_increment is within (n_in + n_out + 24) u of the sum over the stored weights,
/// relatively: no entry goes through more additions than that (one lane adds at most half of two rows, the sums of
/// every four rows are added up), and each square has its own three roundings.
template <class S>
struct UpdateStatistics {
    S squared_increment = S(0);  ///< |next - w|_F² of the weights as stored; NaN if an entry is
    S max_abs = S(0);            ///< |next|_inf, which ignores NaN like max_abs of a matrix
};

namespace simd {

/// `bytes` wide packets of the compiler's portable vectors. They are handed over by reference only: passing one by
/// value would depend on the instruction set.
template <std::floating_point S, int bytes>
struct Packet {
    static constexpr int lanes = bytes / int(sizeof(S));
    using Integer = std::conditional_t<sizeof(S) == 4, std::int32_t, std::int64_t>;
    typedef S Values __attribute__((vector_size(bytes)));
    typedef Integer Bits __attribute__((vector_size(bytes)));
    typedef S Memory __attribute__((vector_size(bytes), aligned(alignof(S)), may_alias));
    static constexpr Bits sign_bit = Bits{} + std::numeric_limits<Integer>::min();

    [[gnu::always_inline]] static const Memory& at(const S* p) { return *reinterpret_cast<const Memory*>(p); }
    [[gnu::always_inline]] static Memory& at(S* p) { return *reinterpret_cast<Memory*>(p); }
};

#if defined(__x86_64__) && !(defined(__AVX2__) && defined(__FMA__))
#define AIMCERT_HAS_WIDER_PACKETS
#ifdef __clang__
[[gnu::target("avx2,fma")]]
#else
[[gnu::target("avx2,fma"), gnu::optimize("fp-contract=fast")]]
#endif
void run_on_avx2(const auto& body) {
    body.template operator()<32>();
}
#endif

/// Runs body.operator()<bytes>() with the widest packets of this processor: 32 bytes and fused multiply-add where it
/// has AVX2 and FMA, else the 16 bytes that every x86-64 has. Everything in `body` must be always_inline.
template <class Body>
[[gnu::always_inline]] inline void run_on_widest_packets(const Body& body) {
#ifdef AIMCERT_HAS_WIDER_PACKETS
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_on_avx2(body);
#endif
#ifdef __AVX2__
    body.template operator()<32>();
#else
    body.template operator()<16>();
#endif
}
#undef AIMCERT_HAS_WIDER_PACKETS

/// Factors of a rank-one update, next = w - c_i (x_j + sign(c_i) q_j w_ij) with c = a δ and q = |x|/τ.
template <std::floating_point S>
struct RankOneStep {
    static constexpr int rows_a_pass = 4;  ///< as many streams as the prefetcher follows, and x, q are loaded once
    const S* delta;
    const S* x;
    const S* saturation;  ///< q
    S learning_rate;

    template <int rows, int bytes>
    struct Rows {
        using P = Packet<S, bytes>;
        struct Column {
            typename P::Values x, saturation;
        };
        const S* x;
        const S* saturation;
        typename P::Values factor[rows];
        typename P::Bits sign[rows];

        [[gnu::always_inline]] Rows(const RankOneStep& step, Eigen::Index i) : x(step.x), saturation(step.saturation) {
            for (int r = 0; r < rows; ++r) {
                factor[r] = typename P::Values{} + step.learning_rate * step.delta[i + r];
                sign[r] = __builtin_bit_cast(typename P::Bits, factor[r]) & P::sign_bit;
            }
        }
        [[gnu::always_inline]] void load(Column& column, Eigen::Index j) const {
            column.x = P::at(x + j);
            column.saturation = P::at(saturation + j);
        }
        [[gnu::always_inline]] void apply(const Column& column, int r, Eigen::Index, const typename P::Values& w,
                                          typename P::Values& next) const {
            const typename P::Values signed_saturation = __builtin_bit_cast(
                typename P::Values, __builtin_bit_cast(typename P::Bits, column.saturation) ^ sign[r]);
            next = w - factor[r] * (column.x + signed_saturation * w);
        }
    };
};

/// A full gradient, next = w - a (g + (|g|/τ) w).
template <std::floating_point S>
struct DenseStep {
    static constexpr int rows_a_pass = 1;
    const S* gradient;
    Eigen::Index columns;
    S learning_rate;
    S inverse_tau;

    template <int rows, int bytes>
    struct Rows {
        using P = Packet<S, bytes>;
        struct Column {};
        const S* gradient;
        Eigen::Index columns;
        typename P::Values learning_rate, inverse_tau;

        [[gnu::always_inline]] Rows(const DenseStep& step, Eigen::Index i)
            : gradient(step.gradient + i * step.columns),
              columns(step.columns),
              learning_rate(typename P::Values{} + step.learning_rate),
              inverse_tau(typename P::Values{} + step.inverse_tau) {}
        [[gnu::always_inline]] void load(Column&, Eigen::Index) const {}
        [[gnu::always_inline]] void apply(const Column&, int r, Eigen::Index j, const typename P::Values& w,
                                          typename P::Values& next) const {
            const typename P::Values g = P::at(gradient + r * columns + j);
            const typename P::Values magnitude =
                __builtin_bit_cast(typename P::Values, __builtin_bit_cast(typename P::Bits, g) & ~P::sign_bit);
            next = w - learning_rate * (g + magnitude * inverse_tau * w);
        }
    };
};

/// Columns [begin, end) of `rows` rows; w and next point to the first of these rows.
template <int rows, int bytes, bool monitored, class S, class Rows>
[[gnu::always_inline]] inline void update_columns(const S* w, S* next, Eigen::Index columns, const Rows& step,
                                                  Eigen::Index begin, Eigen::Index end,
                                                  UpdateStatistics<S>& statistics) {
    using P = Packet<S, bytes>;
    // Two chains of sums hide the latency of addition, and four would not fit the registers.
    typename P::Values squares[2] = {}, largest[2] = {};
    for (Eigen::Index j = begin; j < end; j += P::lanes) {
        typename Rows::Column column;
        step.load(column, j);
#pragma GCC unroll 4
        for (int r = 0; r < rows; ++r) {
            const typename P::Values before = P::at(w + r * columns + j);
            typename P::Values after;
            step.apply(column, r, j, before, after);
            P::at(next + r * columns + j) = after;
            if constexpr (monitored) {
                const typename P::Values increment = after - before;
                squares[r % 2] += increment * increment;
                const typename P::Values magnitude =
                    __builtin_bit_cast(typename P::Values, __builtin_bit_cast(typename P::Bits, after) & ~P::sign_bit);
                largest[r % 2] = largest[r % 2] < magnitude ? magnitude : largest[r % 2];
            }
        }
    }
    if constexpr (monitored) {
        squares[0] += squares[1];
        for (int lane = 0; lane < P::lanes; ++lane) {
            statistics.squared_increment += squares[0][lane];
            for (const auto& of_chain : largest)
                statistics.max_abs = math::max(statistics.max_abs, S(of_chain[lane]));
        }
    }
}

template <int rows, int bytes, bool monitored, class S, class Step>
[[gnu::always_inline]] inline void update_rows(const Matrix<S>& w, Matrix<S>& next, const Step& step, Eigen::Index i,
                                               UpdateStatistics<S>& statistics) {
    const Eigen::Index columns = w.cols(), whole = columns - columns % Packet<S, bytes>::lanes;
    const S* from = w.data() + i * columns;
    S* to = next.data() + i * columns;
    update_columns<rows, bytes, monitored>(from, to, columns, typename Step::template Rows<rows, bytes>(step, i),
                                           Eigen::Index(0), whole, statistics);
    if (whole < columns)
        update_columns<rows, int(sizeof(S)), monitored>(
            from, to, columns, typename Step::template Rows<rows, int(sizeof(S))>(step, i), whole, columns, statistics);
}

template <bool monitored, class S, class Step>
UpdateStatistics<S> update(const Matrix<S>& w, Matrix<S>& next, const Step& step) {
    next.resize(w.rows(), w.cols());
    UpdateStatistics<S> result;
    run_on_widest_packets([&]<int bytes>() __attribute__((always_inline)) {
        UpdateStatistics<S> statistics;
        Eigen::Index i = 0;
        for (; i + Step::rows_a_pass <= w.rows(); i += Step::rows_a_pass)
            update_rows<Step::rows_a_pass, bytes, monitored>(w, next, step, i, statistics);
        for (; i < w.rows(); ++i) update_rows<1, bytes, monitored>(w, next, step, i, statistics);
        result = statistics;
    });
    return result;
}

}  // namespace simd

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
        return simd::update<monitored>(
            w, next, simd::RankOneStep<S>{delta.data(), x.data(), scratch.data(), learning_rate});
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
        return simd::update<monitored>(
            w, next, simd::DenseStep<S>{gradient.data(), gradient.cols(), learning_rate, inverse_tau});
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
/// d = a δ_i x_j the roundings of both orders of operations, taken to first order, add up to at most
///   3 u|w| + 10 u|d| + 12 u|d w|/τ
/// (here u|next| + 5 u|d| + 5 u|d w|/τ, in analog_update u|w + d| + u|next| + 2 u|d| + 4 u|d w|/τ, one for 1/τ),
/// if nothing underflows. NaN in w_ij, δ_i or x_j gives NaN in next_ij.
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
