(** Claim    E|g+ε| = max(|g|, 2(σ/√D) √(p(1-p)) + (2p-1) g)
    Source   EX Lemma 4
    Assumes  noise of the instance of EX Theorem 3: ε = ξ+ = v √((1-p)/p) with probability p = (1-w/τ)/2, else ξ- =
             -v √(p/(1-p)), v = σ/√D >= 0, -τ < w < τ; any gradient g
    Fails    published without the maximum: w = 0, τ = 1, v = 1/2, g = 1 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import TwoPointNoise.
Local Open Scope R_scope.

(** |a| + |b| = max(|a+b|, |a-b|). *)
Lemma sum_of_sizes a b : Rabs a + Rabs b = Rmax (Rabs (a + b)) (Rabs (a - b)).
Proof. unfold Rmax, Rabs. destruct Rle_dec; repeat destruct Rcase_abs; repeat destruct Rcase_abs in *; lra. Qed.

Theorem absolute_noise_expectation (tau w v g : R) :
  0 < tau -> - tau < w < tau -> 0 <= v ->
  let p := probability_up tau w in
  expected_noise v p (fun e => Rabs (g + e)) = Rmax (Rabs g) (2 * v * sqrt (p * (1 - p)) + (2 * p - 1) * g).
Proof.
  intros Ht Hw Hv. cbv zeta. pose proof (probability_in_unit tau w Ht Hw) as Hp. set (p := probability_up tau w) in *.
  destruct (weighted_noise v p Hp) as [Eu Ed]. pose proof (Rmult_le_pos _ _ Hv (sqrt_pos (p * (1 - p)))) as Hs.
  unfold expected_noise.
  rewrite <- (Rabs_pos_eq p) at 1 by lra. rewrite <- (Rabs_pos_eq (1 - p)) at 1 by lra.
  rewrite <- !Rabs_mult, !Rmult_plus_distr_l, Eu, Ed, sum_of_sizes. clear Eu Ed. set (s := v * sqrt (p * (1 - p))) in *.
  replace (p * g + s + ((1 - p) * g + - s)) with g by ring.
  replace (p * g + s - ((1 - p) * g + - s)) with (2 * s + (2 * p - 1) * g) by ring.
  replace (2 * v * sqrt (p * (1 - p))) with (2 * s) by (unfold s; ring).
  clearbody s p. destruct (Rle_dec 0 (2 * s + (2 * p - 1) * g)) as [H|H].
  - now rewrite (Rabs_pos_eq (2 * s + _)).
  - rewrite !Rmax_left; [easy|..]; unfold Rabs; repeat destruct Rcase_abs; nra.
Qed.

Theorem absolute_noise_expectation_published_fails :
  ~ (forall tau w v g : R, 0 < tau -> - tau < w < tau -> 0 < v ->
       let p := probability_up tau w in
       expected_noise v p (fun e => Rabs (g + e)) = 2 * v * sqrt (p * (1 - p)) + (2 * p - 1) * g).
Proof.
  intros H. specialize (H 1 0 (1/2) 1 ltac:(lra) ltac:(lra) ltac:(lra)). cbv zeta in H.
  rewrite absolute_noise_expectation in H by lra. unfold probability_up in H.
  replace ((1 - 0 / 1) / 2) with (1 / 2) in H by field.
  replace (1 / 2 * (1 - 1 / 2)) with ((1 / 2)^2) in H by field. rewrite sqrt_pow2, Rabs_R1, Rmax_left in H; lra.
Qed.
