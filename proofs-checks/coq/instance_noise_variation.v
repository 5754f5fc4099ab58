(** Claim    |ξ(w')-ξ(w)| <= 3 (σ/(τ√D))|w'-w|
    Source   EX Lemma 3
    Assumes  noise of the instance of EX Theorem 3: ξ+ = v √((1-p)/p), ξ- = -v √(p/(1-p)), p = (1-w/τ)/2, v = σ/√D >= 0;
             |w|, |w'| <= τ/2; both ξ of one sign
    Derived  the same with 4/√3 in place of 3
    Fails    without |w|, |w'| <= τ/2 the published bound: τ = v = 1, w = 3/5, w' = 4/5 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import TwoPointNoise.
Local Open Scope R_scope.

(** (1+ω) c >= √3/2 on |ω| <= 1/2. *)
Lemma reach_at_least omega : -1/2 <= omega <= 1/2 -> sqrt 3 / 2 <= (1 + omega) * reach omega.
Proof.
  intros H. pose proof (reach_sq omega ltac:(lra)) as E. pose proof (reach_nonneg omega) as Hc.
  apply Rsqr_incr_0_var; [|apply Rmult_le_pos; lra]. unfold Rsqr.
  replace (sqrt 3 / 2 * (sqrt 3 / 2)) with (sqrt 3 * sqrt 3 / 4) by field. rewrite sqrt_sqrt by lra.
  replace ((1 + omega) * reach omega * ((1 + omega) * reach omega))
    with ((1 + omega) * (reach omega ^ 2 * (1 + omega))) by ring.
  rewrite E. nra.
Qed.

(** (c'-c)(c'+c)(1+ω)(1+ω') = 2(ω-ω'). *)
Lemma reach_variation a b :
  -1/2 <= a <= 1/2 -> -1/2 <= b <= 1/2 -> Rabs (reach b - reach a) <= 4 / sqrt 3 * Rabs (b - a).
Proof.
  intros Ha Hb. pose proof (reach_sq a ltac:(lra)) as Ea. pose proof (reach_sq b ltac:(lra)) as Eb.
  pose proof (reach_at_least a Ha) as La. pose proof (reach_at_least b Hb) as Lb.
  assert (Hs : 0 < sqrt 3) by (apply sqrt_lt_R0; lra). set (s := sqrt 3) in *.
  set (c := reach a) in *. set (e := reach b) in *. clearbody c e.
  set (m := (1 + b) * ((1 + a) * c) + (1 + a) * ((1 + b) * e)).
  assert (Hm : s / 2 <= m) by (unfold m; nra).
  assert (E : (e - c) * m = 2 * (a - b)).
  { unfold m. replace ((e - c) * _) with ((1 + a) * (e^2 * (1 + b)) - (1 + b) * (c^2 * (1 + a))) by ring.
    rewrite Ea, Eb. ring. }
  assert (Ha' : Rabs (e - c) * m = 2 * Rabs (b - a)).
  { rewrite <- (Rabs_pos_eq m), <- Rabs_mult, E, Rabs_mult, (Rabs_pos_eq 2), (Rabs_minus_sym a) by lra. easy. }
  pose proof (Rmult_le_compat_l _ _ _ (Rabs_pos (e - c)) Hm).
  apply (Rmult_le_reg_r (s / 2)); [lra|].
  replace (4 / s * Rabs (b - a) * (s / 2)) with (2 * Rabs (b - a)) by (field; lra).
  lra.
Qed.

Theorem instance_noise_variation_derived (tau w w' v : R) :
  0 < tau -> 0 <= v -> Rabs w <= tau / 2 -> Rabs w' <= tau / 2 ->
  let p := probability_up tau w in
  let p' := probability_up tau w' in
  Rabs (noise_up v p' - noise_up v p) <= 4 / sqrt 3 * (v / tau) * Rabs (w' - w) /\
  Rabs (noise_down v p' - noise_down v p) <= 4 / sqrt 3 * (v / tau) * Rabs (w' - w).
Proof.
  intros Ht Hv Hw Hw'. cbv zeta.
  assert (Hr : forall u, Rabs u <= tau / 2 -> - tau < u < tau /\ -1/2 <= u / tau <= 1/2).
  { intros u Hu. assert (E : u / tau * tau = u) by (field; lra).
    assert (- (tau / 2) <= u <= tau / 2) by (revert Hu; unfold Rabs; destruct Rcase_abs; lra).
    split; [lra|]. split; apply (Rmult_le_reg_r tau); lra. }
  destruct (Hr w Hw) as [Hu Ho]. destruct (Hr w' Hw') as [Hu' Ho'].
  destruct (noise_by_reach tau w v Ht Hu) as [-> ->]. destruct (noise_by_reach tau w' v Ht Hu') as [-> ->].
  assert (E : Rabs (w' / tau - w / tau) = / tau * Rabs (w' - w)).
  { replace (w' / tau - w / tau) with (/ tau * (w' - w)) by (field; lra).
    rewrite Rabs_mult, (Rabs_pos_eq (/ tau)); [easy|left; now apply Rinv_0_lt_compat]. }
  pose proof (reach_variation (w / tau) (w' / tau) Ho Ho') as Hd.
  pose proof (reach_variation (- (w / tau)) (- (w' / tau)) ltac:(lra) ltac:(lra)) as Hup.
  replace (- (w' / tau) - - (w / tau)) with (- (w' / tau - w / tau)) in Hup by ring. rewrite Rabs_Ropp in Hup.
  rewrite E in Hd, Hup. apply (Rmult_le_compat_l v) in Hd; [|easy]. apply (Rmult_le_compat_l v) in Hup; [|easy].
  assert (S : forall x y, v * x - v * y = v * (x - y)) by (intros; ring).
  replace (4 / sqrt 3 * (v / tau) * Rabs (w' - w)) with (v * (4 / sqrt 3 * (/ tau * Rabs (w' - w))))
    by (unfold Rdiv; ring).
  split.
  - rewrite S, Rabs_mult, (Rabs_pos_eq v) by easy. easy.
  - replace (- (v * _) - - _) with (- (v * (reach (w' / tau) - reach (w / tau)))) by ring.
    rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq v) by easy. easy.
Qed.

Theorem instance_noise_variation (tau w w' v : R) :
  0 < tau -> 0 <= v -> Rabs w <= tau / 2 -> Rabs w' <= tau / 2 ->
  let p := probability_up tau w in
  let p' := probability_up tau w' in
  Rabs (noise_up v p' - noise_up v p) <= 3 * (v / tau) * Rabs (w' - w) /\
  Rabs (noise_down v p' - noise_down v p) <= 3 * (v / tau) * Rabs (w' - w).
Proof.
  intros Ht Hv Hw Hw'. cbv zeta. destruct (instance_noise_variation_derived tau w w' v Ht Hv Hw Hw') as [Hup Hd].
  assert (H3 : 4 / sqrt 3 <= 3).
  { assert (4 / 3 <= sqrt 3).
    { rewrite <- (sqrt_pow2 (4 / 3)) by lra. apply sqrt_le_1_alt. lra. }
    apply (Rmult_le_reg_r (sqrt 3)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hc : 4 / sqrt 3 * (v / tau) * Rabs (w' - w) <= 3 * (v / tau) * Rabs (w' - w)).
  { apply Rmult_le_compat_r; [apply Rabs_pos|]. apply Rmult_le_compat_r; [|easy].
    apply Rmult_le_pos; [easy|left; now apply Rinv_0_lt_compat]. }
  split; lra.
Qed.

Theorem instance_noise_variation_beyond_fails :
  ~ (forall tau w w' v : R, 0 < tau -> 0 <= v -> Rabs w < tau -> Rabs w' < tau ->
       Rabs (noise_up v (probability_up tau w') - noise_up v (probability_up tau w)) <= 3 * (v / tau) * Rabs (w' - w)).
Proof.
  intros H. specialize (H 1 (3/5) (4/5) 1 ltac:(lra) ltac:(lra)).
  rewrite (Rabs_pos_eq (3/5)), (Rabs_pos_eq (4/5)), (Rabs_pos_eq (4/5 - 3/5)) in H by lra.
  specialize (H ltac:(lra) ltac:(lra)). unfold noise_up, probability_up in H.
  replace ((1 - (1 - 4/5/1) / 2) / ((1 - 4/5/1) / 2)) with (3^2) in H by field.
  replace ((1 - (1 - 3/5/1) / 2) / ((1 - 3/5/1) / 2)) with (2^2) in H by field.
  rewrite !sqrt_pow2, Rabs_pos_eq in H by lra. lra.
Qed.
