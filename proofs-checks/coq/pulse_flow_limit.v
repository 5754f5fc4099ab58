(** Claim    |w_BL - flow| <= q e^(-λ|d|) ((BL h - |d|) + (λ/2) BL h² (1 + λh)) <= C h, h = dw_min;
             q (λ/2) d² (1 - λ|d|/3) <= |U(w,d) - flow| <= q (λ/2) d²
    Source   derived
    Assumes  responses affine in w: q+ = λ₊ (high - w), q- = λ₋ (w - low), λ± > 0, w in [low, high]; λ, q, bound are
             those of the direction s of d; no cycle noise; h > 0, λ h <= 1, BL = ⌈|d|/h⌉,
             C = q e^(-λ|d|) (1 + (λ/2)(|d| + h)(1 + λh)); flow = bound - (bound - w) e^(-λ|d|)
    Derived  flow is the only solution of dv/dt = s q_s(v), v(0) = w, at time |d|; w_BL converges to it as h -> 0;
             linear step, shifted linear and asymmetric linear devices are affine, the last with w0 = 0 has flow
             s τ - (s τ - w) e^(-|d|/τ) *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Device Responses update_forms_agree.
Local Open Scope R_scope.

(** 0 <= f(x) when f(0) = 0 and f' >= 0 on [0, x]. *)
Lemma nonneg_of_slope (f slope : R -> R) (x : R) :
  0 <= x -> f 0 = 0 -> (forall t, 0 <= t -> is_derive f t (slope t)) -> (forall t, 0 <= t -> 0 <= slope t) -> 0 <= f x.
Proof.
  intros Hx H0 Hd Hs. destruct (Req_dec x 0) as [->|Hne]; [lra|].
  destruct (MVT_cor2 f slope 0 x) as [c [E Hc]]; [lra|intros; apply is_derive_Reals, Hd; lra|].
  pose proof (Rmult_le_pos (slope c) (x - 0) (Hs c ltac:(lra)) ltac:(lra)). lra.
Qed.

Lemma exp_second_order x : 0 <= x -> 1 + x + x^2 / 2 <= exp x.
Proof.
  intros Hx. enough (0 <= exp x - (1 + x + x^2 / 2)) by lra.
  apply (nonneg_of_slope (fun x => exp x - (1 + x + x^2 / 2)) (fun x => exp x - (1 + x))); try easy.
  - rewrite exp_0. lra.
  - intros t _. auto_derive; [easy|]. field.
  - intros t _. pose proof (exp_ineq1_le t). lra.
Qed.

(** r²/2 - r³/6 <= e^(-r) - 1 + r <= r²/2. *)
Lemma decay_second_order r : 0 <= r -> exp (- r) - 1 + r <= r^2 / 2.
Proof.
  intros Hr. enough (0 <= r^2 / 2 - (exp (- r) - 1 + r)) by lra.
  apply (nonneg_of_slope (fun r => r^2 / 2 - (exp (- r) - 1 + r)) (fun r => r + exp (- r) - 1)); try easy.
  - rewrite Ropp_0, exp_0. lra.
  - intros t _. auto_derive; [easy|]. field.
  - intros t _. pose proof (exp_ineq1_le (- t)). lra.
Qed.

Lemma decay_third_order r : 0 <= r -> r^2 / 2 - r^3 / 6 <= exp (- r) - 1 + r.
Proof.
  intros Hr. enough (0 <= exp (- r) - 1 + r - (r^2 / 2 - r^3 / 6)) by lra.
  apply (nonneg_of_slope (fun r => exp (- r) - 1 + r - (r^2 / 2 - r^3 / 6))
                         (fun r => 1 - r + r^2 / 2 - exp (- r))); try easy.
  - rewrite Ropp_0, exp_0. lra.
  - intros t _. auto_derive; [easy|]. field.
  - intros t Ht. pose proof (decay_second_order t Ht). lra.
Qed.

(** 1 - n y <= (1-y)^n. *)
Lemma bernoulli n y : 0 <= y <= 1 -> 1 - INR n * y <= (1 - y) ^ n.
Proof.
  intros Hy. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. cbn [pow]. pose proof (pos_INR n).
  apply Rle_trans with ((1 - y) * (1 - INR n * y)); [nra|]. apply Rmult_le_compat_l; lra.
Qed.

Lemma exp_pow n x : exp (INR n * x) = exp x ^ n.
Proof.
  induction n as [|n IH]; [simpl; now rewrite Rmult_0_l, exp_0|].
  rewrite S_INR. cbn [pow]. rewrite <- IH, <- exp_plus. f_equal. ring.
Qed.

(** n pulses of z against the decay over ρ <= n z. *)
Lemma pulses_against_decay n z r :
  0 <= z <= 1 -> r <= INR n * z ->
  0 <= exp (- r) - (1 - z) ^ n <= exp (- r) * ((INR n * z - r) + INR n * (z^2 * (1 + z) / 2)).
Proof.
  intros Hz Hr. set (y := z^2 * (1 + z) / 2). pose proof (pow2_ge_0 z) as Hz2.
  assert (Hy : 0 <= y <= 1) by (unfold y; nra).
  assert (Hle : exp (- (INR n * z)) <= exp (- r)).
  { destruct (Req_dec r (INR n * z)) as [->|]; [lra|]. left. apply exp_increasing. lra. }
  assert (Hup : (1 - z) ^ n <= exp (- (INR n * z))).
  { rewrite Ropp_mult_distr_r, exp_pow. apply pow_incr. pose proof (exp_ineq1_le (- z)). lra. }
  assert (Hlow : exp (- (INR n * z)) * (1 - INR n * y) <= (1 - z) ^ n).
  { apply Rle_trans with (exp (- (INR n * z)) * (1 - y) ^ n).
    { apply Rmult_le_compat_l; [left; apply exp_pos|]. now apply bernoulli. }
    rewrite Ropp_mult_distr_r, exp_pow, <- Rpow_mult_distr. apply pow_incr.
    pose proof (exp_pos (- z)). split; [apply Rmult_le_pos; lra|].
    (** 1 - y = (1-z)(1 + z + z²/2) *)
    replace (1 - y) with ((1 - z) * (1 + z + z^2 / 2)) by (unfold y; field).
    apply Rle_trans with (exp (- z) * ((1 - z) * exp z)).
    - apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [lra|]. now apply exp_second_order.
    - right. rewrite (Rmult_comm (1 - z)), <- Rmult_assoc, <- exp_plus, Rplus_opp_l, exp_0. ring. }
  split; [lra|].
  assert (Hshift : exp (- r) * (1 - (INR n * z - r)) <= exp (- (INR n * z))).
  { replace (- (INR n * z)) with (- r + - (INR n * z - r)) by ring. rewrite exp_plus.
    apply Rmult_le_compat_l; [left; apply exp_pos|]. pose proof (exp_ineq1_le (- (INR n * z - r))). lra. }
  pose proof (Rmult_le_pos _ _ (pos_INR n) (proj1 Hy)) as Hny.
  pose proof (Rmult_le_compat_r _ _ _ Hny Hle). lra.
Qed.

Section Affine.
  Variables (low high rate_plus rate_minus : R) (q_plus q_minus : R -> R).
  Hypothesis affine : affine_responses low high rate_plus rate_minus q_plus q_minus.
  Hypothesis rate_plus_pos : 0 < rate_plus.
  Hypothesis rate_minus_pos : 0 < rate_minus.

  (** Slope, end of the range, and response in the direction of d. *)
  Definition rate (d : R) : R := if Rlt_dec d 0 then rate_minus else rate_plus.
  Definition bound (d : R) : R := if Rlt_dec d 0 then low else high.
  Definition response (d w : R) : R := if Rlt_dec d 0 then q_minus w else q_plus w.

  Definition pulse_flow (w d : R) : R := bound d - (bound d - w) * exp (- (rate d * Rabs d)).

  (** n pulses of size h in the direction of d. *)
  Fixpoint pulsed (w d h : R) (n : nat) : R :=
    match n with O => w | S m => update q_plus q_minus (pulsed w d h m) (sign d * h) end.

  Lemma rate_pos d : 0 < rate d.
  Proof. unfold rate. now destruct (Rlt_dec d 0). Qed.

  Lemma response_affine d w : response d w = sign d * (rate d * (bound d - w)).
  Proof. unfold response, rate, bound, sign. destruct (affine w) as [-> ->]. destruct (Rlt_dec d 0); ring. Qed.

  Lemma response_in_range d w : low <= w <= high -> response d w = rate d * Rabs (bound d - w).
  Proof.
    intros Hw. rewrite response_affine. unfold bound, sign.
    destruct (Rlt_dec d 0); [rewrite Rabs_left1|rewrite Rabs_pos_eq]; lra.
  Qed.

  Lemma update_towards_bound w d :
    update q_plus q_minus w d = bound d - (bound d - w) * (1 - rate d * Rabs d).
  Proof.
    rewrite update_forms_agree. unfold update_by_sign, bound, rate. destruct (affine w) as [-> ->].
    destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_right]; lra.
  Qed.

  Lemma pulse_towards_bound w d h :
    0 < h -> update q_plus q_minus w (sign d * h) = bound d - (bound d - w) * (1 - rate d * h).
  Proof.
    intros Hh. rewrite update_forms_agree. unfold update_by_sign, bound, rate, sign. destruct (affine w) as [-> ->].
    destruct (Rlt_dec d 0), (Rlt_dec _ 0); lra.
  Qed.

  Lemma pulsed_towards_bound w d h n :
    0 < h -> pulsed w d h n = bound d - (bound d - w) * (1 - rate d * h) ^ n.
  Proof.
    intros Hh. induction n as [|n IH]; [simpl; ring|]. cbn [pulsed]. rewrite pulse_towards_bound, IH by easy.
    cbn [pow]. ring.
  Qed.

  (** The bound of the claim, and its constant C. *)
  Definition flow_error (w d h : R) (n : nat) : R :=
    response d w * exp (- (rate d * Rabs d))
    * ((INR n * h - Rabs d) + rate d / 2 * INR n * h^2 * (1 + rate d * h)).
  Definition flow_constant (w d h : R) : R :=
    response d w * exp (- (rate d * Rabs d)) * (1 + rate d / 2 * (Rabs d + h) * (1 + rate d * h)).

  Lemma pulses_near_flow w d h n :
    low <= w <= high -> 0 < h -> rate d * h <= 1 -> Rabs d <= INR n * h ->
    Rabs (pulsed w d h n - pulse_flow w d) <= flow_error w d h n.
  Proof.
    intros Hw Hh Hz Hn. rewrite pulsed_towards_bound by easy. unfold pulse_flow, flow_error.
    rewrite response_in_range by easy. pose proof (rate_pos d). pose proof (Rabs_pos (bound d - w)).
    replace (_ - _ - _) with ((bound d - w) * (exp (- (rate d * Rabs d)) - (1 - rate d * h) ^ n)) by ring.
    destruct (pulses_against_decay n (rate d * h) (rate d * Rabs d)) as [Hn0 Hn1]; [nra|nra|].
    rewrite Rabs_mult, (Rabs_pos_eq (_ - _ ^ n)) by easy.
    apply Rle_trans with (1 := Rmult_le_compat_l _ _ _ (Rabs_pos (bound d - w)) Hn1). right. field.
  Qed.

  Lemma error_of_first_order w d h n :
    low <= w <= high -> 0 < h -> INR n * h <= Rabs d + h -> flow_error w d h n <= flow_constant w d h * h.
  Proof.
    intros Hw Hh Hn. unfold flow_error, flow_constant. rewrite response_in_range by easy. pose proof (rate_pos d).
    set (K := rate d * Rabs (bound d - w) * exp (- (rate d * Rabs d))).
    assert (HK : 0 <= K).
    { apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply Rabs_pos]|left; apply exp_pos]. }
    assert (Hk : 0 <= rate d / 2 * h * (1 + rate d * h)) by (repeat apply Rmult_le_pos; nra).
    pose proof (Rmult_le_compat_l _ _ _ Hk Hn) as Hc.
    rewrite (Rmult_assoc K). apply Rmult_le_compat_l; [easy|]. lra.
  Qed.

  Lemma euler_gap w d :
    low <= w <= high ->
    let gap := response d w * (rate d / 2) * d^2 in
    gap * (1 - rate d * Rabs d / 3) <= Rabs (update q_plus q_minus w d - pulse_flow w d) <= gap.
  Proof.
    intros Hw. cbv zeta. rewrite update_towards_bound. unfold pulse_flow. rewrite response_in_range by easy.
    replace (_ - _ - _) with ((bound d - w) * (exp (- (rate d * Rabs d)) - 1 + rate d * Rabs d)) by ring.
    pose proof (rate_pos d) as Hr. pose proof (Rabs_pos d) as Hd. pose proof (Rabs_pos (bound d - w)) as Hx.
    assert (Hrd : 0 <= rate d * Rabs d) by (apply Rmult_le_pos; lra).
    rewrite Rabs_mult, (Rabs_pos_eq (exp _ - 1 + _)) by (pose proof (exp_ineq1_le (- (rate d * Rabs d))); lra).
    pose proof (Rmult_le_compat_l _ _ _ Hx (decay_second_order _ Hrd)) as Hup.
    pose proof (Rmult_le_compat_l _ _ _ Hx (decay_third_order _ Hrd)) as Hlow.
    rewrite <- (pow2_abs d). split; [apply Rle_trans with (2 := Hlow)|apply Rle_trans with (1 := Hup)]; right; field.
  Qed.

  Theorem pulse_flow_limit (w d h : R) (n : nat) :
    low <= w <= high -> 0 < h -> rate d * h <= 1 -> Rabs d <= INR n * h < Rabs d + h ->
    Rabs (pulsed w d h n - pulse_flow w d) <= flow_error w d h n /\
    flow_error w d h n <= flow_constant w d h * h /\
    let gap := response d w * (rate d / 2) * d^2 in
    gap * (1 - rate d * Rabs d / 3) <= Rabs (update q_plus q_minus w d - pulse_flow w d) <= gap.
  Proof.
    intros Hw Hh Hz Hn. split; [now apply pulses_near_flow|]. split; [apply error_of_first_order; lra|].
    now apply euler_gap.
  Qed.

  (** The pulsed weight converges to the flow. *)
  Theorem pulse_flow_limit_converges (w d epsilon : R) :
    low <= w <= high -> 0 < epsilon ->
    exists h0, 0 < h0 /\ forall h n, 0 < h < h0 -> Rabs d <= INR n * h < Rabs d + h ->
      Rabs (pulsed w d h n - pulse_flow w d) < epsilon.
  Proof.
    intros Hw He. pose proof (rate_pos d) as Hr. set (h1 := / rate d).
    assert (H1 : 0 < h1) by now apply Rinv_0_lt_compat. assert (E1 : rate d * h1 = 1) by (apply Rinv_r; lra).
    set (C := flow_constant w d h1).
    assert (HC : forall h, 0 < h <= h1 -> flow_constant w d h <= C).
    { intros h Hh. unfold C, flow_constant. rewrite response_in_range by easy. pose proof (Rabs_pos d).
      apply Rmult_le_compat_l.
      { apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply Rabs_pos]|left; apply exp_pos]. }
      apply Rplus_le_compat_l. apply Rmult_le_compat; [apply Rmult_le_pos; lra|nra| |nra].
      apply Rmult_le_compat_l; lra. }
    pose proof (Rabs_pos C) as HaC. pose proof (Rle_abs C) as HCa.
    exists (Rmin h1 (epsilon / (Rabs C + 1))). split; [apply Rmin_glb_lt; [easy|apply Rdiv_lt_0_compat; lra]|].
    intros h n Hh Hn. pose proof (Rmin_l h1 (epsilon / (Rabs C + 1))). pose proof (Rmin_r h1 (epsilon / (Rabs C + 1))).
    assert (Hz : rate d * h <= 1) by (rewrite <- E1; apply Rmult_le_compat_l; lra).
    destruct (pulse_flow_limit w d h n Hw ltac:(lra) Hz Hn) as [Ha [Hb _]]. specialize (HC h ltac:(lra)).
    apply Rle_lt_trans with (1 := Ha). apply Rle_lt_trans with (1 := Hb).
    apply Rle_lt_trans with ((Rabs C + 1) * h); [apply Rmult_le_compat_r; lra|].
    replace epsilon with ((Rabs C + 1) * (epsilon / (Rabs C + 1))) by (field; lra). apply Rmult_lt_compat_l; lra.
  Qed.

  (** t -> bound - (bound - w) e^(-λt), which is pulse_flow at t = |d|, solves dv/dt = s q_s(v) from v(0) = w, and is
      the only one that does. *)
  Theorem pulse_flow_limit_flow (w d : R) :
    let v t := bound d - (bound d - w) * exp (- (rate d * t)) in
    v (Rabs d) = pulse_flow w d /\ v 0 = w /\
    (forall t, derivable_pt_lim v t (sign d * response d (v t))) /\
    (forall u, u 0 = w -> (forall t, 0 <= t -> derivable_pt_lim u t (sign d * response d (u t))) ->
       forall t, 0 <= t -> u t = v t).
  Proof.
    assert (S2 : sign d * sign d = 1) by (unfold sign; destruct (Rlt_dec d 0); ring).
    assert (E : forall x, sign d * response d x = rate d * (bound d - x)).
    { intros x. rewrite response_affine, <- Rmult_assoc, S2. ring. }
    cbv zeta. split; [easy|]. split; [rewrite Rmult_0_r, Ropp_0, exp_0; ring|]. split.
    - intros t. rewrite E. apply is_derive_Reals. auto_derive; [easy|]. ring.
    - intros u H0 Hu t Ht. set (f t := (bound d - u t) * exp (rate d * t)).
      assert (Hf : forall s, 0 <= s -> derivable_pt_lim f s 0).
      { intros s Hs. specialize (Hu s Hs). rewrite E in Hu. unfold f.
        replace 0 with ((0 - rate d * (bound d - u s)) * exp (rate d * s)
                        + (bound d - u s) * (exp (rate d * s) * (rate d * 1))) by ring.
        apply (derivable_pt_lim_mult (fun t => bound d - u t) (fun t => exp (rate d * t))).
        - apply (derivable_pt_lim_minus (fun _ => bound d) u); [apply derivable_pt_lim_const|exact Hu].
        - apply (derivable_pt_lim_comp (fun t => rate d * t) exp); [|apply derivable_pt_lim_exp].
          apply (derivable_pt_lim_scal (fun t => t)), derivable_pt_lim_id. }
      assert (Ef : f t = f 0).
      { destruct (Req_dec t 0) as [->|]; [easy|].
        destruct (MVT_cor2 f (fun _ => 0) 0 t) as [c [K _]]; [lra|intros; apply Hf; lra|]. lra. }
      unfold f in Ef. rewrite Rmult_0_r, exp_0, H0, Rmult_1_r in Ef.
      rewrite <- Ef, Rmult_assoc, <- exp_plus, Rplus_opp_r, exp_0. ring.
  Qed.
End Affine.

(** The asymmetric linear device with symmetric point 0. *)
Theorem pulse_flow_limit_ald (tau w d : R) :
  0 < tau ->
  let s := sign d in
  let flow := pulse_flow (- tau) tau (/ tau) (/ tau) w d in
  flow = s * tau - (s * tau - w) * exp (- (Rabs d / tau)) /\
  (Rabs w <= tau -> Rabs (ald_update tau w d - flow) <= (1 - s * w / tau) * d^2 / (2 * tau)) /\
  (Rabs w <= tau -> forall epsilon, 0 < epsilon ->
   exists h0, 0 < h0 /\ forall h n, 0 < h < h0 -> Rabs d <= INR n * h < Rabs d + h ->
     Rabs (pulsed (ald_plus tau 0) (ald_minus tau 0) w d h n - flow) < epsilon).
Proof.
  intros Ht. cbv zeta. assert (Hi : 0 < / tau) by now apply Rinv_0_lt_compat.
  assert (Ha : affine_responses (- tau) tau (/ tau) (/ tau) (ald_plus tau 0) (ald_minus tau 0)).
  { pose proof (ald_affine tau 0 Ht) as H. intros u. specialize (H u).
    replace (0 + tau) with tau in H by ring. now replace (0 - tau) with (- tau) in H by ring. }
  assert (Er : rate (/ tau) (/ tau) d = / tau) by (unfold rate; now destruct (Rlt_dec d 0)).
  assert (Eb : bound (- tau) tau d = sign d * tau) by (unfold bound, sign; destruct (Rlt_dec d 0); ring).
  split; [|split].
  - unfold pulse_flow. rewrite Er, Eb. do 4 f_equal. unfold Rdiv. ring.
  - intros Hw. assert (Hw' : - tau <= w <= tau) by (revert Hw; unfold Rabs; destruct (Rcase_abs w); lra).
    destruct (update_forms_agree_derived tau w d Ht) as [E _]. rewrite <- E.
    destruct (euler_gap _ _ _ _ _ _ Ha Hi Hi w d Hw') as [_ H].
    apply Rle_trans with (1 := H). right. rewrite (response_affine _ _ _ _ _ _ Ha), Er, Eb.
    unfold sign. destruct (Rlt_dec d 0); field; lra.
  - intros Hw epsilon He. apply (pulse_flow_limit_converges _ _ _ _ _ _ Ha Hi Hi); [|easy].
    revert Hw; unfold Rabs; destruct (Rcase_abs w); lra.
Qed.

(** The families with affine responses, and the slopes λ± to which the theorems above apply. *)
Theorem pulse_flow_limit_families (tau tau_min tau_max w0 c : R) :
  0 < tau -> tau_min < 0 -> 0 < tau_max -> -1 < c < 1 ->
  affine_responses (w0 - tau) (w0 + tau) (/ tau) (/ tau) (ald_plus tau w0) (ald_minus tau w0) /\
  affine_responses (w0 + tau_min) (w0 + tau_max) (/ tau_max) (- / tau_min)
    (linear_step_plus tau_max w0) (linear_step_minus tau_min w0) /\
  affine_responses (- tau) tau ((1 + c) / tau) ((1 - c) / tau)
    (shifted_linear_plus tau c) (shifted_linear_minus tau c) /\
  0 < / tau /\ 0 < / tau_max /\ 0 < - / tau_min /\ 0 < (1 + c) / tau /\ 0 < (1 - c) / tau.
Proof.
  intros Ht Hl Hh Hc. pose proof (Rinv_lt_0_compat _ Hl).
  split; [now apply ald_affine|]. split; [now apply linear_step_affine|]. split; [now apply shifted_linear_affine|].
  split; [now apply Rinv_0_lt_compat|]. split; [now apply Rinv_0_lt_compat|]. split; [lra|].
  split; apply Rdiv_lt_0_compat; lra.
Qed.
