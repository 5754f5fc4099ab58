(** Claim    |w| <= τ/2 implies |w'| <= τ/2 for both values of the noise
    Source   EX Lemma 2
    Assumes  the instance of EX Theorem 3, any entry: w' = U(w, -α(L(w-m) + ξ)) on the asymmetric linear device with
             symmetric point 0, m the minimum; ξ+ = v √((1-p)/p), ξ- = -v √(p/(1-p)), p = (1-w/τ)/2, v = σ/√D >= 0;
             α, L, τ > 0; |m| <= τ/4, v <= √3 L (τ/2-|m|), α(3√3 v/τ + (9/4)L) <= 1
    Derived  it holds for every |w| <= τ/2 exactly if v <= √3 L (τ/2-|m|) and (3/2) α (√3 v + L(τ/2+|m|)) <= τ
    Fails    published without a bound on v: τ = L = 1, w = m = 0, α = 1/2, v = 2 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device TwoPointNoise.
Local Open Scope R_scope.

(** Half the range is left by no step from w, whichever the noise. *)
Definition stays_in_half (tau L m v alpha w : R) : Prop :=
  let p := probability_up tau w in
  Rabs (ald_update tau w (- alpha * (L * (w - m) + noise_up v p))) <= tau / 2 /\
  Rabs (ald_update tau w (- alpha * (L * (w - m) + noise_down v p))) <= tau / 2.

(** Where a step upwards leads: w + α(1-ω)(v c(ω) - L(w-m)), a convex function of ω = w/τ. *)
Definition above (tau L m v alpha omega : R) : R :=
  tau * omega + alpha * (1 - omega) * (v * reach omega - L * (tau * omega - m)).

(** (1-ω) c(ω) lies below its chord on |ω| <= 1/2, x = 1/2 - ω. *)
Lemma reach_below_chord omega :
  -1/2 <= omega <= 1/2 -> (1 - omega) * reach omega <= sqrt 3 * (1/6 + 4/3 * (1/2 - omega)).
Proof.
  intros H. pose proof (reach_sq omega ltac:(lra)) as E. pose proof (reach_nonneg omega) as Hc.
  pose proof (sqrt_pos 3) as Hs. pose proof (sqrt_sqrt 3 ltac:(lra)) as E3.
  apply Rsqr_incr_0_var; [|apply Rmult_le_pos; lra]. unfold Rsqr.
  set (x := 1/2 - omega) in *. replace omega with (1/2 - x) in * by (unfold x; ring).
  set (c := reach (1/2 - x)) in *. clearbody c. set (s := sqrt 3) in *. clearbody s.
  replace (s * (1/6 + 4/3 * x) * (s * (1/6 + 4/3 * x))) with (s * s * (1/6 + 4/3 * x)^2) by ring. rewrite E3.
  assert (Hx : 0 <= x <= 1) by lra. clearbody x.
  apply (Rmult_le_reg_r (1 + (1/2 - x))); [lra|].
  replace ((1 - (1/2 - x)) * c * ((1 - (1/2 - x)) * c) * (1 + (1/2 - x)))
    with ((1/2 + x)^2 * (c^2 * (1 + (1/2 - x)))) by field.
  rewrite E.
  enough (0 <= 2 * x * (1 - x) * (7 + 38 * x)) by lra. repeat apply Rmult_le_pos; lra.
Qed.

Lemma reach_at_half : reach (1/2) = sqrt 3 / 3 /\ reach (-1/2) = sqrt 3.
Proof.
  assert (Hs : 0 < sqrt 3) by (apply sqrt_lt_R0; lra). unfold reach. split.
  - replace ((1 - 1/2) / (1 + 1/2)) with (/ 3) by field. rewrite sqrt_inv.
    apply (Rmult_eq_reg_r (sqrt 3)); [|lra]. rewrite Rinv_l by lra. pose proof (sqrt_sqrt 3 ltac:(lra)). lra.
  - f_equal. field.
Qed.

Lemma step_up (tau L m v alpha omega : R) :
  0 < tau -> 0 < L -> 0 < alpha -> 0 <= v ->
  v <= sqrt 3 * L * (tau/2 - m) -> 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + m)) <= tau ->
  -1/2 <= omega <= 1/2 -> above tau L m v alpha omega <= tau / 2.
Proof.
  intros Ht HL Ha Hv Hm Hr Ho. unfold above.
  pose proof (reach_below_chord omega Ho) as Hc. pose proof (sqrt_sqrt 3 ltac:(lra)) as E3.
  assert (Hs : 0 < sqrt 3) by (apply sqrt_lt_R0; lra). set (s := sqrt 3) in *. clearbody s.
  set (c := reach omega) in *. clearbody c.
  set (x := 1/2 - omega) in *. replace omega with (1/2 - x) in * by (unfold x; ring).
  assert (Hx : 0 <= x <= 1) by lra. clearbody x.
  assert (Hc' : alpha * v * ((1 - (1/2 - x)) * c) <= alpha * v * (s * (1/6 + 4/3 * x))).
  { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|easy]. }
  (** The values at both ends, and the concave rest. *)
  assert (H0 : 0 <= alpha * (L * (tau/2 - m) / 2 - v * s / 6)).
  { apply Rmult_le_pos; [lra|]. assert (s * v <= s * (s * L * (tau/2 - m))) by (apply Rmult_le_compat_l; lra).
    replace (s * (s * L * (tau/2 - m))) with (s * s * (L * (tau/2 - m))) in H by ring. rewrite E3 in H. lra. }
  assert (H1 : 0 <= tau - 3/2 * alpha * (s * v + L * (tau/2 + m))) by lra.
  assert (H2 : 0 <= alpha * L * tau * (x * (1 - x))) by (repeat apply Rmult_le_pos; lra).
  pose proof (Rmult_le_pos _ _ (proj1 Hx) H1) as K1.
  assert (K0 : 0 <= (1 - x) * (alpha * (L * (tau/2 - m) / 2 - v * s / 6))) by (apply Rmult_le_pos; lra).
  lra.
Qed.

Lemma above_at_ends (tau L m v alpha : R) :
  above tau L m v alpha (1/2) = tau/2 + alpha/2 * (v * sqrt 3 / 3 - L * (tau/2 - m)) /\
  above tau L m v alpha (-1/2) = - (tau/2) + 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + m)).
Proof. unfold above. destruct reach_at_half as [-> ->]. split; field. Qed.

(** Written with ω. *)
Lemma ald_step (tau alpha omega h : R) :
  0 < tau -> 0 < alpha ->
  ald_update tau (tau * omega) (- alpha * h) = tau * omega - alpha * h - alpha * Rabs h * omega.
Proof.
  intros Ht Ha. unfold ald_update. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by lra.
  replace (tau * omega / tau) with omega by (field; lra). ring.
Qed.

Lemma half_by_omega tau w :
  0 < tau -> Rabs w <= tau / 2 -> w = tau * (w / tau) /\ -1/2 <= w / tau <= 1/2 /\ - tau < w < tau.
Proof.
  intros Ht Hw. assert (E : w / tau * tau = w) by (field; lra).
  assert (- (tau / 2) <= w <= tau / 2) by (revert Hw; unfold Rabs; destruct Rcase_abs; lra).
  repeat split; try lra; apply (Rmult_le_reg_r tau); lra.
Qed.

(** With the noise ξ- or more, a step goes down or not beyond that with ξ-. *)
Lemma step_at_most_half (tau L m v alpha w xi : R) :
  0 < tau -> 0 < L -> 0 < alpha -> 0 <= v ->
  v <= sqrt 3 * L * (tau/2 - m) -> 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + m)) <= tau ->
  Rabs w <= tau / 2 -> noise_down v (probability_up tau w) <= xi ->
  ald_update tau w (- alpha * (L * (w - m) + xi)) <= tau / 2.
Proof.
  intros Ht HL Ha Hv Hm Hr Hw Hxi. destruct (half_by_omega tau w Ht Hw) as [E [Ho Hin]].
  destruct (noise_by_reach tau w v Ht Hin) as [Ed _]. rewrite Ed in Hxi. clear Ed.
  pose proof (step_up tau L m v alpha (w / tau) Ht HL Ha Hv Hm Hr Ho) as Hup. unfold above in Hup.
  rewrite <- E in Hup. set (h := L * (w - m) + xi). rewrite E, ald_step by easy. rewrite <- E.
  set (omega := w / tau) in *. destruct (Rle_dec 0 h) as [Hh|Hh].
  - rewrite (Rabs_pos_eq h) by easy. assert (0 <= alpha * h * (1 + omega)) by (repeat apply Rmult_le_pos; lra).
    assert (w <= tau / 2) by (apply Rle_trans with (1 := Rle_abs w); easy). lra.
  - rewrite (Rabs_left h) by lra.
    assert (0 <= alpha * (1 - omega) * (h - (L * (w - m) - v * reach omega))).
    { repeat apply Rmult_le_pos; unfold h; lra. }
    lra.
Qed.

(** w, m, ξ -> -w, -m, -ξ. *)
Lemma update_mirror tau w d : ald_update tau (- w) (- d) = - ald_update tau w d.
Proof. unfold ald_update. rewrite Rabs_Ropp. unfold Rdiv. ring. Qed.

Lemma noise_mirror tau w v :
  0 < tau -> - tau < w < tau ->
  noise_down v (probability_up tau (- w)) = - noise_up v (probability_up tau w) /\
  noise_up v (probability_up tau (- w)) = - noise_down v (probability_up tau w).
Proof.
  intros Ht Hw. destruct (noise_by_reach tau w v Ht Hw) as [-> ->].
  destruct (noise_by_reach tau (- w) v Ht ltac:(lra)) as [-> ->].
  replace (- w / tau) with (- (w / tau)) by (field; lra). rewrite Ropp_involutive. split; ring.
Qed.

Lemma stays_mirror tau L m v alpha w :
  0 < tau -> Rabs w <= tau / 2 -> stays_in_half tau L m v alpha w -> stays_in_half tau L (- m) v alpha (- w).
Proof.
  intros Ht Hw [Hu Hd]. destruct (half_by_omega tau w Ht Hw) as [_ [_ Hin]].
  unfold stays_in_half. destruct (noise_mirror tau w v Ht Hin) as [-> ->].
  assert (E : forall xi, - alpha * (L * (- w - - m) + - xi) = - (- alpha * (L * (w - m) + xi))) by (intros; ring).
  rewrite !E, !update_mirror, !Rabs_Ropp. easy.
Qed.

Theorem instance_saturation_derived (tau L m v alpha : R) :
  0 < tau -> 0 < L -> 0 < alpha -> 0 <= v ->
  (forall w, Rabs w <= tau / 2 -> stays_in_half tau L m v alpha w) <->
  v <= sqrt 3 * L * (tau/2 - Rabs m) /\ 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + Rabs m)) <= tau.
Proof.
  intros Ht HL Ha Hv. assert (Hs : 0 < sqrt 3) by (apply sqrt_lt_R0; lra).
  pose proof (sqrt_sqrt 3 ltac:(lra)) as E3. split.
  - assert (Necessary : forall m, 0 <= m -> (forall w, Rabs w <= tau / 2 -> stays_in_half tau L m v alpha w) ->
      v <= sqrt 3 * L * (tau/2 - m) /\ 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + m)) <= tau).
    { clear m. intros m Hm K. destruct (above_at_ends tau L m v alpha) as [E1 E2]. unfold above in E1, E2.
      assert (Step : forall omega, -1/2 <= omega <= 1/2 -> L * (tau * omega - m) - v * reach omega <= 0 ->
                above tau L m v alpha omega <= tau / 2).
      { intros omega Ho Hh. destruct (K (tau * omega)) as [_ Hd].
        { rewrite Rabs_mult, (Rabs_pos_eq tau) by lra. unfold Rabs. destruct Rcase_abs; nra. }
        destruct (noise_by_reach tau (tau * omega) v Ht ltac:(nra)) as [Ed _].
        rewrite Ed, ald_step in Hd by easy. clear Ed.
        replace (tau * omega / tau) with omega in Hd by (field; lra).
        set (h := L * (tau * omega - m) + - (v * reach omega)) in *. rewrite (Rabs_left1 h) in Hd by (unfold h; lra).
        apply Rle_trans with (2 := Hd). apply Rle_trans with (2 := Rle_abs _). unfold above, h. right; ring. }
      destruct reach_at_half as [R1 R2]. unfold above in Step. split.
      - apply Rnot_lt_le; intros Hlt. specialize (Step (1/2) ltac:(lra)). rewrite E1, R1 in Step.
        assert (Hlt' : L * (tau / 2 - m) < v * sqrt 3 / 3).
        { assert (sqrt 3 * (sqrt 3 * L * (tau/2 - m)) < sqrt 3 * v) by (apply Rmult_lt_compat_l; lra).
          replace (sqrt 3 * (sqrt 3 * L * (tau/2 - m))) with (sqrt 3 * sqrt 3 * (L * (tau/2 - m))) in H by ring.
          rewrite E3 in H. lra. }
        assert (L * (tau * (1/2) - m) - v * (sqrt 3 / 3) <= 0) by lra. specialize (Step H).
        assert (0 < alpha / 2 * (v * sqrt 3 / 3 - L * (tau / 2 - m))) by (apply Rmult_lt_0_compat; lra). lra.
      - specialize (Step (-1/2) ltac:(lra)). rewrite E2, R2 in Step.
        assert (0 <= L * (tau / 2 + m)) by (apply Rmult_le_pos; lra).
        assert (0 <= v * sqrt 3) by (apply Rmult_le_pos; lra).
        specialize (Step ltac:(lra)). lra. }
    intros K. unfold Rabs. destruct (Rcase_abs m).
    + apply Necessary; [lra|]. intros w Hw. rewrite <- (Ropp_involutive w).
      apply stays_mirror; [easy|now rewrite Rabs_Ropp|].
      apply K. now rewrite Rabs_Ropp.
    + apply Necessary; [lra|easy].
  - intros [Hm Hr] w Hw. destruct (half_by_omega tau w Ht Hw) as [_ [_ Hin]].
    assert (HL0 : 0 <= sqrt 3 * L) by (apply Rmult_le_pos; lra).
    assert (Ha0 : 0 <= 3/2 * alpha * L) by (apply Rmult_le_pos; lra).
    assert (Conditions : forall u, u <= Rabs m ->
      v <= sqrt 3 * L * (tau/2 - u) /\ 3/2 * alpha * (sqrt 3 * v + L * (tau/2 + u)) <= tau).
    { intros u Hu. pose proof (Rmult_le_compat_l _ _ _ HL0 Hu). pose proof (Rmult_le_compat_l _ _ _ Ha0 Hu). lra. }
    destruct (Conditions m (Rle_abs m)) as [C1 C2].
    destruct (Conditions (- m)) as [C3 C4]; [rewrite <- Rabs_Ropp; apply Rle_abs|].
    pose proof (probability_in_unit tau w Ht Hin) as Hp.
    assert (Hord : noise_down v (probability_up tau w) <= noise_up v (probability_up tau w)).
    { unfold noise_up, noise_down.
      pose proof (Rmult_le_pos _ _ Hv (sqrt_pos (probability_up tau w / (1 - probability_up tau w)))).
      pose proof (Rmult_le_pos _ _ Hv (sqrt_pos ((1 - probability_up tau w) / probability_up tau w))). lra. }
    assert (Both : forall xi, noise_down v (probability_up tau w) <= xi <= noise_up v (probability_up tau w) ->
      Rabs (ald_update tau w (- alpha * (L * (w - m) + xi))) <= tau / 2).
    { intros xi Hxi.
      pose proof (step_at_most_half tau L m v alpha w xi Ht HL Ha Hv C1 C2 Hw (proj1 Hxi)).
      destruct (noise_mirror tau w v Ht Hin) as [Ed _].
      pose proof (step_at_most_half tau L (- m) v alpha (- w) (- xi) Ht HL Ha Hv C3 C4 ltac:(now rewrite Rabs_Ropp)
                    ltac:(rewrite Ed; lra)) as Hlow.
      replace (- alpha * (L * (- w - - m) + - xi)) with (- (- alpha * (L * (w - m) + xi))) in Hlow by ring.
      rewrite update_mirror in Hlow. unfold Rabs; destruct Rcase_abs; lra. }
    split; apply Both; lra.
Qed.

Theorem instance_saturation (tau L m v alpha w : R) :
  0 < tau -> 0 < L -> 0 < alpha -> 0 <= v -> Rabs m <= tau / 4 ->
  v <= sqrt 3 * L * (tau/2 - Rabs m) -> alpha * (3 * sqrt 3 * (v / tau) + 9/4 * L) <= 1 ->
  Rabs w <= tau / 2 -> stays_in_half tau L m v alpha w.
Proof.
  intros Ht HL Ha Hv Hm Hn Hr. revert w. apply instance_saturation_derived; try easy. split; [easy|].
  assert (Hs : 0 < sqrt 3) by (apply sqrt_lt_R0; lra).
  apply (Rmult_le_compat_r tau) in Hr; [|lra].
  replace (alpha * (3 * sqrt 3 * (v / tau) + 9/4 * L) * tau) with (alpha * (3 * (sqrt 3 * v) + 9/4 * (L * tau))) in Hr
    by (field; lra).
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ Hs) Hv). pose proof (Rmult_lt_0_compat _ _ HL Ht).
  pose proof (Rmult_le_compat_l L _ _ (Rlt_le _ _ HL) Hm).
  apply Rle_trans with (alpha * (3 * (sqrt 3 * v) + 9/4 * (L * tau))); [|lra].
  rewrite (Rmult_comm (3/2)), Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

Theorem instance_saturation_published_fails :
  ~ (forall tau L m v alpha w : R, 0 < tau -> 0 < L -> 0 < alpha -> 0 <= v -> Rabs m <= tau / 4 ->
       alpha <= 1 / (2 * L) -> Rabs w <= tau / 2 -> stays_in_half tau L m v alpha w).
Proof.
  intros H. specialize (H 1 1 0 2 (1/2) 0 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  rewrite Rabs_R0 in H. destruct (H ltac:(lra) ltac:(lra) ltac:(lra)) as [Hu _]. revert Hu.
  unfold ald_update, noise_up, probability_up. replace ((1 - (1 - 0 / 1) / 2) / ((1 - 0 / 1) / 2)) with 1 by field.
  rewrite sqrt_1. unfold Rabs; repeat destruct Rcase_abs; lra.
Qed.
