(** The instance of EX Theorem 3: noise of two values whose probability depends on the weight. With ω = w/τ and
    v = σ/√D: ξ+ = v √((1-p)/p) with probability p = (1-ω)/2, else ξ- = -v √(p/(1-p)). *)

From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

Definition probability_up (tau w : R) : R := (1 - w / tau) / 2.
Definition noise_up (v p : R) : R := v * sqrt ((1 - p) / p).
Definition noise_down (v p : R) : R := - (v * sqrt (p / (1 - p))).

(** Over both values, E φ(ε). *)
Definition expected_noise (v p : R) (phi : R -> R) : R := p * phi (noise_up v p) + (1 - p) * phi (noise_down v p).

Lemma probability_in_unit tau w : 0 < tau -> - tau < w < tau -> 0 < probability_up tau w < 1.
Proof.
  intros Ht Hw. unfold probability_up. assert (E : w / tau * tau = w) by (field; lra).
  split; apply (Rmult_lt_reg_r tau); try lra.
Qed.

(** p ξ+ = v √(p(1-p)) = -(1-p) ξ-. *)
Lemma weighted_noise v p :
  0 < p < 1 -> p * noise_up v p = v * sqrt (p * (1 - p)) /\ (1 - p) * noise_down v p = - (v * sqrt (p * (1 - p))).
Proof.
  intros Hp. unfold noise_up, noise_down. split.
  - rewrite <- (sqrt_pow2 p) at 1 by lra. rewrite (Rmult_comm v), <- Rmult_assoc, <- sqrt_mult_alt by apply pow2_ge_0.
    rewrite Rmult_comm. do 2 f_equal. field; lra.
  - rewrite Ropp_mult_distr_r_reverse. f_equal.
    rewrite <- (sqrt_pow2 (1 - p)) at 1 by lra.
    rewrite (Rmult_comm v), <- Rmult_assoc, <- sqrt_mult_alt by apply pow2_ge_0.
    rewrite Rmult_comm. do 2 f_equal. field; lra.
Qed.

(** In terms of ω: c = √((1-ω)/(1+ω)) is that of ξ- = -v c, that of ξ+ is its mirror image. *)
Definition reach (omega : R) : R := sqrt ((1 - omega) / (1 + omega)).

Lemma noise_by_reach tau w v :
  0 < tau -> - tau < w < tau ->
  noise_down v (probability_up tau w) = - (v * reach (w / tau)) /\
  noise_up v (probability_up tau w) = v * reach (- (w / tau)).
Proof.
  intros Ht Hw. unfold noise_down, noise_up, reach, probability_up.
  assert (E : w / tau * tau = w) by (field; lra).
  assert (-1 < w / tau < 1) by (split; apply (Rmult_lt_reg_r tau); lra). set (omega := w / tau) in *.
  split; [do 3 f_equal|do 2 f_equal]; field; lra.
Qed.

Lemma reach_nonneg omega : 0 <= reach omega.
Proof. apply sqrt_pos. Qed.

Lemma reach_sq omega : -1 < omega <= 1 -> reach omega ^ 2 * (1 + omega) = 1 - omega.
Proof.
  intros H. unfold reach. rewrite pow2_sqrt; [field; lra|]. apply Rmult_le_pos; [lra|].
  left; apply Rinv_0_lt_compat; lra.
Qed.
