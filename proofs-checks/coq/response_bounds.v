(** Claim    F(w) <= F_max, |q±(w) - q±(w')| <= L_± |w - w'|
    Source   RF Lemma 2
    Assumes  w, w' in the dynamic range [low, high], low < high, q± differentiable there with continuous derivatives
    Derived  F_max = max(q-(high), q+(low))/2 is the supremum and L_± in closed form for each family
    Fails    published for every differentiable response: √(1 - w/τ) has no L; nor has (1-w)² (2 + sin (1-w)^-2) on
             [0, 1], differentiable at the ends too *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Device Responses.
Local Open Scope R_scope.

Definition lipschitz_on (low high : R) (q : R -> R) (L : R) : Prop :=
  forall w w', low <= w <= high -> low <= w' <= high -> Rabs (q w - q w') <= L * Rabs (w - w').

Lemma lipschitz_ordered low high q L :
  (forall w w', low <= w -> w <= w' -> w' <= high -> Rabs (q w' - q w) <= L * (w' - w)) -> lipschitz_on low high q L.
Proof.
  intros H w w' Hw Hw'. destruct (Rle_dec w w').
  - rewrite (Rabs_minus_sym (q w)), (Rabs_minus_sym w), (Rabs_pos_eq (w' - w)) by lra. apply H; lra.
  - rewrite (Rabs_pos_eq (w - w')) by lra. apply H; lra.
Qed.

Lemma lipschitz_of_slope low high q slope L :
  (forall w, low <= w <= high -> derivable_pt_lim q w (slope w)) ->
  (forall w, low <= w <= high -> Rabs (slope w) <= L) -> lipschitz_on low high q L.
Proof.
  intros Hd Hs. apply lipschitz_ordered. intros w w' Hl Hw Hh. destruct (Req_dec w w') as [->|Hne].
  { rewrite Rminus_eq_0, Rabs_R0. lra. }
  destruct (MVT_cor2 q slope w w') as [c [E Hc]]; [lra|intros; apply Hd; lra|].
  rewrite E, Rabs_mult, (Rabs_pos_eq (w' - w)) by lra. apply Rmult_le_compat_r; [lra|]. apply Hs; lra.
Qed.

(** A continuous function on [low, high] has a largest absolute value. *)
Lemma bounded_of_continuous low high f :
  low <= high -> (forall w, low <= w <= high -> continuity_pt f w) ->
  exists b, forall w, low <= w <= high -> Rabs (f w) <= b.
Proof.
  intros H Hc. destruct (continuity_ab_maj (fun w => Rabs (f w)) low high H) as [c [Hm _]].
  - intros w Hw. apply (continuity_pt_comp f Rabs); [now apply Hc|apply Rcontinuity_abs].
  - now exists (Rabs (f c)).
Qed.

Lemma lipschitz_of_continuous_slope low high q slope :
  low <= high -> (forall w, low <= w <= high -> derivable_pt_lim q w (slope w)) ->
  (forall w, low <= w <= high -> continuity_pt slope w) -> exists L, lipschitz_on low high q L.
Proof.
  intros H Hd Hc. destruct (bounded_of_continuous low high slope H Hc) as [L HL].
  exists L. now apply (lipschitz_of_slope low high q slope).
Qed.

Theorem response_bounds (low high : R) (q_plus q_minus slope_plus slope_minus : R -> R) :
  low < high ->
  (forall w, low <= w <= high -> derivable_pt_lim q_plus w (slope_plus w) /\ continuity_pt slope_plus w) ->
  (forall w, low <= w <= high -> derivable_pt_lim q_minus w (slope_minus w) /\ continuity_pt slope_minus w) ->
  exists F_max L_plus L_minus,
    largest_symmetric_part low high q_plus q_minus F_max /\
    lipschitz_on low high q_plus L_plus /\ lipschitz_on low high q_minus L_minus.
Proof.
  intros Hr Hp Hm.
  destruct (lipschitz_of_continuous_slope low high q_plus slope_plus) as [Lp HLp]; try (intros; now apply Hp); [lra|].
  destruct (lipschitz_of_continuous_slope low high q_minus slope_minus) as [Lm HLm]; try (intros; now apply Hm); [lra|].
  destruct (completeness (fun y => exists w, low <= w <= high /\ y = symmetric_part q_plus q_minus w)) as [F_max HF].
  - assert (Cont : forall w, low <= w <= high -> continuity_pt (symmetric_part q_plus q_minus) w).
    { intros w Hw. apply (continuity_pt_ext (fun w => (q_minus w + q_plus w) * / 2)); [easy|].
      apply continuity_pt_mult; [apply continuity_pt_plus|apply continuity_pt_const; intros ? ?; easy];
        apply derivable_continuous_pt; [exists (slope_minus w); now apply Hm|exists (slope_plus w); now apply Hp]. }
    destruct (bounded_of_continuous low high _ ltac:(lra) Cont) as [b Hb].
    exists b. intros y [w [Hw ->]]. apply Rle_trans with (1 := Rle_abs _). now apply Hb.
  - exists (symmetric_part q_plus q_minus low), low. split; [lra|easy].
  - now exists F_max, Lp, Lm.
Qed.

(** F is at most its value at one of the ends, where one of the responses vanishes. *)
Lemma symmetric_part_at_ends low high q_plus q_minus :
  low < high -> below_chord_to_high low high q_plus -> below_chord_to_low low high q_minus ->
  largest_symmetric_part low high q_plus q_minus (Rmax (q_minus high) (q_plus low) / 2).
Proof.
  intros Hr Hp Hm.
  assert (Ep : q_plus high = 0) by (destruct (Hp high ltac:(lra)); nra).
  assert (Em : q_minus low = 0) by (destruct (Hm low ltac:(lra)); nra).
  split.
  - intros y [w [Hw ->]]. unfold symmetric_part. destruct (Hp w Hw) as [_ Hpw]. destruct (Hm w Hw) as [_ Hmw].
    pose proof (Rmax_l (q_minus high) (q_plus low)). pose proof (Rmax_r (q_minus high) (q_plus low)).
    set (m := Rmax _ _) in *. clearbody m.
    assert (q_minus w + q_plus w <= m); [|lra].
    apply (Rmult_le_reg_r (high - low)); [lra|]. nra.
  - intros b Hb. destruct (Rle_dec (q_plus low) (q_minus high)).
    + rewrite Rmax_left by lra. apply Hb. exists high. unfold symmetric_part. rewrite Ep. split; lra.
    + rewrite Rmax_right by lra. apply Hb. exists low. unfold symmetric_part. rewrite Em. split; lra.
Qed.

Lemma power_lipschitz (n : nat) (X : R) :
  0 <= X -> lipschitz_on 0 X (fun x => x ^ n) (INR n * X ^ (n - 1)).
Proof.
  intros HX x y Hx Hy. induction n as [|n IH].
  { simpl. rewrite Rminus_eq_0, Rabs_R0. pose proof (Rabs_pos (x - y)). lra. }
  rewrite S_INR. replace (S n - 1)%nat with n by lia. cbn [pow].
  replace (x * x ^ n - y * y ^ n) with (x * (x ^ n - y ^ n) + y ^ n * (x - y)) by ring.
  apply Rle_trans with (1 := Rabs_triang _ _).
  rewrite !Rabs_mult, (Rabs_pos_eq x), (Rabs_pos_eq (y ^ n)) by (try apply pow_le; lra).
  pose proof (Rabs_pos (x - y)). pose proof (pow_incr y X n Hy).
  assert (x * Rabs (x ^ n - y ^ n) <= X * (INR n * X ^ (n - 1) * Rabs (x - y))).
  { apply Rmult_le_compat; try lra. apply Rabs_pos. }
  replace ((INR n + 1) * X ^ n) with (X * (INR n * X ^ (n - 1)) + X ^ n); [nra|].
  destruct n as [|n]; [simpl; ring|]. replace (S n - 1)%nat with n by lia. cbn [pow]. ring.
Qed.

Lemma exponential_lipschitz (gamma X : R) :
  0 < gamma -> lipschitz_on 0 X (fun x => (exp (gamma * x) - 1) / (exp gamma - 1))
                   (gamma * exp (gamma * X) / (exp gamma - 1)).
Proof.
  intros Hg. apply lipschitz_ordered. intros x y H0 Hxy HX. pose proof (exp_ineq1 gamma ltac:(lra)) as He.
  assert (Hi : 0 < / (exp gamma - 1)) by (apply Rinv_0_lt_compat; lra).
  replace ((exp (gamma * y) - 1) / (exp gamma - 1) - (exp (gamma * x) - 1) / (exp gamma - 1))
    with ((exp (gamma * y) - exp (gamma * x)) * / (exp gamma - 1)) by (unfold Rdiv; ring).
  assert (Hu : exp (gamma * x) <= exp (gamma * y)).
  { destruct (Req_dec x y) as [->|]; [lra|]. left. apply exp_increasing. nra. }
  rewrite Rabs_mult, (Rabs_pos_eq (/ _)), Rabs_pos_eq by lra.
  replace (gamma * exp (gamma * X) / (exp gamma - 1) * (y - x))
    with (exp (gamma * X) * (gamma * (y - x)) * / (exp gamma - 1)) by (unfold Rdiv; ring).
  apply Rmult_le_compat_r; [lra|].
  assert (Hx : exp (gamma * x) = exp (gamma * y) * exp (gamma * x - gamma * y)) by (rewrite <- exp_plus; f_equal; ring).
  pose proof (exp_ineq1_le (gamma * x - gamma * y)). pose proof (exp_pos (gamma * y)).
  assert (exp (gamma * y) <= exp (gamma * X)).
  { destruct (Req_dec y X) as [->|]; [lra|]. left. apply exp_increasing. nra. }
  apply Rle_trans with (exp (gamma * y) * (gamma * (y - x))); [rewrite Hx; nra|].
  apply Rmult_le_compat_r; [|easy]. apply Rmult_le_pos; lra.
Qed.

(** q(w) = s(1 - w/end) with s Lipschitz on the shares of the range. *)
Lemma lipschitz_of_shape (s : R -> R) low high stop K X :
  stop <> 0 -> (forall w, low <= w <= high -> 0 <= 1 - w / stop <= X) -> lipschitz_on 0 X s K ->
  lipschitz_on low high (fun w => s (1 - w / stop)) (K / Rabs stop).
Proof.
  intros H0 Hx Hs w w' Hw Hw'. apply Rle_trans with (1 := Hs _ _ (Hx w Hw) (Hx w' Hw')).
  replace (1 - w / stop - (1 - w' / stop)) with ((w' - w) * / stop) by (field; easy).
  rewrite Rabs_mult, Rabs_inv, (Rabs_minus_sym w'). right. unfold Rdiv. ring.
Qed.

Lemma lipschitz_affine low high q a b :
  (forall w, q w = a + b * w) -> lipschitz_on low high q (Rabs b).
Proof.
  intros E w w' _ _. rewrite !E. replace (a + b * w - (a + b * w')) with (b * (w - w')) by ring. rewrite Rabs_mult. lra.
Qed.

Lemma lipschitz_ext low high q r L : (forall w, q w = r w) -> lipschitz_on low high r L -> lipschitz_on low high q L.
Proof. intros E H w w' Hw Hw'. rewrite !E. now apply H. Qed.

(** F_max and both Lipschitz constants. *)
Definition bounds_of (low high : R) (q_plus q_minus : R -> R) (F_max L_plus L_minus : R) : Prop :=
  largest_symmetric_part low high q_plus q_minus F_max /\
  lipschitz_on low high q_plus L_plus /\ lipschitz_on low high q_minus L_minus.

Theorem response_bounds_linear_step (tau_min tau_max w0 : R) :
  tau_min < 0 -> 0 < tau_max ->
  bounds_of (w0 + tau_min) (w0 + tau_max) (linear_step_plus tau_max w0) (linear_step_minus tau_min w0)
    (Rmax (1 - tau_max / tau_min) (1 - tau_min / tau_max) / 2) (/ tau_max) (- / tau_min).
Proof.
  intros Hl Hh. destruct (linear_step_below_chord tau_min tau_max w0 Hl Hh) as [Hp Hm]. split; [|split].
  - pose proof (symmetric_part_at_ends (w0 + tau_min) (w0 + tau_max) _ _ ltac:(lra) Hp Hm) as H.
    unfold linear_step_plus at 2, linear_step_minus at 2 in H.
    replace (w0 + tau_max - w0) with tau_max in H by ring. now replace (w0 + tau_min - w0) with tau_min in H by ring.
  - rewrite <- (Rabs_pos_eq (/ tau_max)), <- Rabs_Ropp by (left; now apply Rinv_0_lt_compat).
    apply (lipschitz_affine _ _ _ (1 + w0 / tau_max)). intros w. unfold linear_step_plus. field; lra.
  - rewrite <- (Rabs_pos_eq (- / tau_min)) by (pose proof (Rinv_lt_0_compat _ Hl); lra).
    apply (lipschitz_affine _ _ _ (1 + w0 / tau_min)). intros w. unfold linear_step_minus. field; lra.
Qed.

Theorem response_bounds_ald (tau w0 : R) :
  0 < tau -> bounds_of (w0 - tau) (w0 + tau) (ald_plus tau w0) (ald_minus tau w0) 1 (/ tau) (/ tau).
Proof.
  intros Ht. destruct (response_bounds_linear_step (- tau) tau w0) as [_ [Hp Hm]]; try lra.
  split; [now apply ald_largest_symmetric_part|]. split; [exact Hp|].
  apply (lipschitz_ext _ _ _ (linear_step_minus (- tau) w0)); [intros; now apply ald_minus_linear_step|].
  replace (/ tau) with (- / - tau) by (field; lra). exact Hm.
Qed.

Theorem response_bounds_shifted_linear (tau c : R) :
  0 < tau -> -1 < c < 1 ->
  bounds_of (- tau) tau (shifted_linear_plus tau c) (shifted_linear_minus tau c)
    (1 + Rabs c) ((1 + c) / tau) ((1 - c) / tau).
Proof.
  intros Ht Hc. destruct (shifted_linear_below_chord tau c Ht Hc) as [Hp Hm]. split; [|split].
  - pose proof (symmetric_part_at_ends (- tau) tau _ _ ltac:(lra) Hp Hm) as H.
    unfold shifted_linear_plus at 2, shifted_linear_minus at 2 in H.
    replace (1 + tau / tau) with 2 in H by (field; lra). replace (1 - - tau / tau) with 2 in H by (field; lra).
    replace (1 + Rabs c) with (Rmax ((1 - c) * 2) ((1 + c) * 2) / 2); [easy|].
    unfold Rabs. destruct (Rcase_abs c); [rewrite Rmax_left|rewrite Rmax_right]; lra.
  - rewrite <- (Rabs_pos_eq ((1 + c) / tau)), <- Rabs_Ropp by (left; apply Rdiv_lt_0_compat; lra).
    apply (lipschitz_affine _ _ _ (1 + c)). intros w. unfold shifted_linear_plus. field; lra.
  - rewrite <- (Rabs_pos_eq ((1 - c) / tau)) by (left; apply Rdiv_lt_0_compat; lra).
    apply (lipschitz_affine _ _ _ (1 - c)). intros w. unfold shifted_linear_minus. field; lra.
Qed.

Theorem response_bounds_two_sided_power (low high : R) (gamma_plus gamma_minus : nat) :
  low < 0 -> 0 < high -> (1 <= gamma_plus)%nat -> (1 <= gamma_minus)%nat ->
  bounds_of low high (two_sided_power_plus high gamma_plus) (two_sided_power_minus low gamma_minus)
    (Rmax ((1 - high / low) ^ gamma_minus) ((1 - low / high) ^ gamma_plus) / 2)
    (INR gamma_plus * (1 - low / high) ^ (gamma_plus - 1) / Rabs high)
    (INR gamma_minus * (1 - high / low) ^ (gamma_minus - 1) / Rabs low).
Proof.
  intros Hl Hh Gp Gm. destruct (two_sided_power_below_chord low high gamma_plus gamma_minus Hl Hh Gp Gm) as [Hp Hm].
  split; [apply symmetric_part_at_ends; lra || easy|].
  pose proof (share_to_high low high low Hh ltac:(lra)). pose proof (share_to_low low high high Hl ltac:(lra)). split.
  - apply (lipschitz_of_shape (fun x => x ^ gamma_plus))
      with (2 := fun w Hw => proj1 (share_to_high low high w Hh Hw)); [lra|]. apply power_lipschitz; lra.
  - apply (lipschitz_of_shape (fun x => x ^ gamma_minus))
      with (2 := fun w Hw => proj1 (share_to_low low high w Hl Hw)); [lra|]. apply power_lipschitz; lra.
Qed.

Theorem response_bounds_two_sided_exponential (low high gamma_plus gamma_minus : R) :
  low < 0 -> 0 < high -> 0 < gamma_plus -> 0 < gamma_minus ->
  bounds_of low high (two_sided_exponential_plus high gamma_plus) (two_sided_exponential_minus low gamma_minus)
    (Rmax (two_sided_exponential_minus low gamma_minus high) (two_sided_exponential_plus high gamma_plus low) / 2)
    (gamma_plus * exp (gamma_plus * (1 - low / high)) / (exp gamma_plus - 1) / Rabs high)
    (gamma_minus * exp (gamma_minus * (1 - high / low)) / (exp gamma_minus - 1) / Rabs low).
Proof.
  intros Hl Hh Gp Gm. destruct (two_sided_exponential_below_chord low high gamma_plus gamma_minus Hl Hh Gp Gm)
    as [Hp Hm].
  split; [apply symmetric_part_at_ends; lra || easy|]. split.
  - apply (lipschitz_of_shape (fun x => (exp (gamma_plus * x) - 1) / (exp gamma_plus - 1)))
      with (2 := fun w Hw => proj1 (share_to_high low high w Hh Hw)); [lra|]. now apply exponential_lipschitz.
  - apply (lipschitz_of_shape (fun x => (exp (gamma_minus * x) - 1) / (exp gamma_minus - 1)))
      with (2 := fun w Hw => proj1 (share_to_low low high w Hl Hw)); [lra|]. now apply exponential_lipschitz.
Qed.

Theorem response_bounds_power (tau : R) (gamma : nat) :
  0 < tau -> (1 <= gamma)%nat ->
  bounds_of (- tau) tau (power_plus tau gamma) (power_minus tau gamma)
    (2 ^ (gamma - 1)) (INR gamma * 2 ^ (gamma - 1) / tau) (INR gamma * 2 ^ (gamma - 1) / tau).
Proof.
  intros Ht Hg. destruct (power_below_chord tau gamma Ht Hg) as [Hp Hm].
  destruct (response_bounds_two_sided_power (- tau) tau gamma gamma) as [_ [Lp Lm]]; try easy; try lra.
  rewrite Rabs_Ropp, (Rabs_pos_eq tau) in * by lra.
  replace (1 - - tau / tau) with 2 in * by (field; lra). replace (1 - tau / - tau) with 2 in * by (field; lra).
  split; [|split; [exact Lp|]].
  - pose proof (symmetric_part_at_ends (- tau) tau _ _ ltac:(lra) Hp Hm) as H.
    unfold power_plus at 2, power_minus at 2 in H.
    replace (1 + tau / tau) with 2 in H by (field; lra). replace (1 - - tau / tau) with 2 in H by (field; lra).
    rewrite Rmax_left in H by lra. replace (2 ^ (gamma - 1)) with (2 ^ gamma / 2); [exact H|].
    destruct gamma as [|g]; [lia|]. replace (S g - 1)%nat with g by lia. simpl. field.
  - apply (lipschitz_ext _ _ _ (two_sided_power_minus (- tau) gamma)); [|exact Lm].
    intros; now apply power_minus_two_sided.
Qed.

Theorem response_bounds_exponential (tau gamma : R) :
  0 < tau -> 0 < gamma ->
  let L := gamma * exp (gamma * 2) / (exp gamma - 1) / tau in
  bounds_of (- tau) tau (exponential_plus tau gamma) (exponential_minus tau gamma) ((exp gamma + 1) / 2) L L.
Proof.
  intros Ht Hg. cbv zeta. destruct (exponential_below_chord tau gamma Ht Hg) as [Hp Hm].
  destruct (response_bounds_two_sided_exponential (- tau) tau gamma gamma) as [_ [Lp Lm]]; try lra.
  rewrite Rabs_Ropp, (Rabs_pos_eq tau) in * by lra.
  replace (1 - - tau / tau) with 2 in * by (field; lra). replace (1 - tau / - tau) with 2 in * by (field; lra).
  split; [|split; [exact Lp|]].
  - pose proof (symmetric_part_at_ends (- tau) tau _ _ ltac:(lra) Hp Hm) as H.
    unfold exponential_plus at 2, exponential_minus at 2 in H.
    replace (1 + tau / tau) with 2 in H by (field; lra). replace (1 - - tau / tau) with 2 in H by (field; lra).
    now rewrite exponential_at_end, Rmax_left in H by (easy || lra).
  - apply (lipschitz_ext _ _ _ (two_sided_exponential_minus (- tau) gamma)); [|exact Lm].
    intros; now apply exponential_minus_two_sided.
Qed.

(** Exponent 1/2: between w = τ(1 - 4^-n) and τ the quotient is 2^n/τ. *)
Theorem response_bounds_published_fails (tau : R) :
  0 < tau -> ~ exists L, lipschitz_on (- tau) tau (fun w => sqrt (1 - w / tau)) L.
Proof.
  intros Ht [L HL]. destruct (Pow_x_infinity 2 ltac:(rewrite Rabs_pos_eq; lra) (L * tau + 1)) as [n Hn].
  specialize (Hn n (le_n n)). rewrite Rabs_pos_eq in Hn by (apply pow_le; lra).
  assert (P : 1 <= 2 ^ n) by (apply pow_R1_Rle; lra). set (p := 2 ^ n) in *.
  assert (Hi : 0 < / p) by (apply Rinv_0_lt_compat; lra). assert (E : p * / p = 1) by (apply Rinv_r; lra).
  assert (Hs : 0 < (/ p)^2 <= 1) by (split; [apply pow_lt; easy|]; rewrite <- (pow1 2); apply pow_incr; nra).
  assert (Hw : - tau <= tau * (1 - (/ p)^2) <= tau) by (split; nra).
  specialize (HL _ tau Hw ltac:(lra)). cbv beta in HL.
  replace (1 - tau * (1 - (/ p)^2) / tau) with ((/ p)^2) in HL by (field; lra).
  replace (1 - tau / tau) with 0 in HL by (field; lra).
  rewrite sqrt_pow2, sqrt_0, Rminus_0_r, (Rabs_pos_eq (/ p)) in HL by lra.
  replace (tau * (1 - (/ p)^2) - tau) with (- (tau * (/ p)^2)) in HL by ring.
  rewrite Rabs_Ropp, Rabs_pos_eq in HL by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (p * (p * / p) <= p * (p * (L * (tau * (/ p)^2)))) by (repeat apply Rmult_le_compat_l; lra).
  replace (p * (p * (L * (tau * (/ p)^2)))) with (L * tau * (p * / p) * (p * / p)) in H by ring.
  rewrite E in H. lra.
Qed.

(** q(w) = x² (2 + sin x^-2), x = 1 - w: differentiable everywhere, with steep waves near w = 1. *)
Definition waves (x : R) : R := x^2 * (2 + sin (/ x^2)).

Lemma waves_slope x : exists slope, derivable_pt_lim waves x slope.
Proof.
  destruct (Req_dec x 0) as [->|Hx].
  - exists 0. intros e He. assert (Hd : 0 < e / 4) by lra. exists (mkposreal _ Hd). intros h Hh Hb. cbn in Hb.
    unfold waves. replace (_ - _) with (h * (2 + sin (/ h^2))).
    2:{ rewrite Rplus_0_l. field. easy. }
    rewrite Rabs_mult. pose proof (SIN_bound (/ h^2)). rewrite (Rabs_pos_eq (2 + _)) by lra.
    pose proof (Rabs_pos h). nra.
  - exists (2 * x * (2 + sin (/ x^2)) + x^2 * (cos (/ x^2) * - (2 * x / (x^2)^2))).
    apply is_derive_Reals. unfold waves. auto_derive.
    + rewrite Rmult_1_r. now apply Rmult_integral_contrapositive.
    + replace (x * (x * 1)) with (x^2) by ring. field. easy.
Qed.

Theorem response_bounds_class_fails :
  ~ (forall low high q_plus q_minus, response_class low high q_plus q_minus ->
       exists L, lipschitz_on low high q_plus L /\ lipschitz_on low high q_minus L).
Proof.
  intros H. destruct (H 0 1 (fun w => waves (1 - w)) (fun w => w)) as [L [HL _]].
  { split.
    - lra.
    - intros w Hw. unfold waves. pose proof (SIN_bound (/ (1 - w)^2)).
      apply Rmult_lt_0_compat; [apply pow_lt|]; lra.
    - intros w Hw. lra.
    - unfold waves. ring.
    - easy.
    - intros w _. destruct (waves_slope (1 - w)) as [s Hs]. exists (s * (0 - 1)).
      apply (derivable_pt_lim_comp (fun w => 1 - w) waves); [|easy].
      apply derivable_pt_lim_minus; [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
    - intros w _. exists 1. apply derivable_pt_lim_id. }
  pose proof PI_RGT_0 as Hpi. pose proof PI_4 as Hpi4.
  pose proof (pow2_ge_0 L). destruct (nfloor_ex (L^2 + 2) ltac:(lra)) as [n [_ Hn]].
  set (a := PI / 2 + 2 * INR n * PI). set (b := 3 * (PI / 2) + 2 * INR n * PI).
  assert (Ha : L^2 < a /\ 1 < a) by (pose proof PI2_1; unfold a; split; nra).
  assert (Hab : b = a + PI) by (unfold a, b; field).
  assert (Hai : 0 < / a) by (apply Rinv_0_lt_compat; lra). assert (Hbi : 0 < / b) by (apply Rinv_0_lt_compat; lra).
  set (x := sqrt (/ a)). set (y := sqrt (/ b)).
  assert (Hx2 : x^2 = / a) by (apply pow2_sqrt; lra). assert (Hy2 : y^2 = / b) by (apply pow2_sqrt; lra).
  assert (Hx : 0 < x) by now apply sqrt_lt_R0. assert (Hy : 0 < y) by now apply sqrt_lt_R0.
  assert (Wx : waves x = 3 * / a).
  { unfold waves. rewrite Hx2, Rinv_inv. unfold a. rewrite sin_period, sin_PI2. ring. }
  assert (Wy : waves y = / b).
  { unfold waves. rewrite Hy2, Rinv_inv. unfold b. rewrite sin_period, sin_3PI2. ring. }
  assert (Hba : / b < / a) by (apply Rinv_lt_contravar; nra).
  assert (Hyx : y < x) by (apply sqrt_lt_1; lra).
  assert (Hx1 : x <= 1).
  { rewrite <- sqrt_1. apply sqrt_le_1_alt. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
  specialize (HL (1 - x) (1 - y) ltac:(lra) ltac:(lra)). cbv beta in HL.
  replace (1 - (1 - x)) with x in HL by ring. replace (1 - (1 - y)) with y in HL by ring.
  replace (1 - x - (1 - y)) with (- (x - y)) in HL by ring.
  rewrite Wx, Wy, Rabs_Ropp, !Rabs_pos_eq in HL by lra.
  (** (x-y)(x+y) = π x² y² and L y < 1. *)
  assert (D : (x - y) * (x + y) = PI * (x^2 * y^2)).
  { replace ((x - y) * (x + y)) with (x^2 - y^2) by ring. rewrite Hx2, Hy2, Hab. field. lra. }
  assert (Ly : L * y < 1).
  { destruct (Rlt_dec (L * y) 1) as [|Hn1]; [easy|exfalso].
    assert (1 <= (L * y)^2) by (rewrite <- (pow1 2); apply pow_incr; lra).
    rewrite Rpow_mult_distr, Hy2 in H1. apply (Rmult_le_compat_r b) in H1; [|lra].
    rewrite Rmult_assoc, Rinv_l in H1 by lra. lra. }
  rewrite <- Hx2, <- Hy2 in HL.
  (** 2x² (x+y) <= L (x-y)(x+y) = (L y) π x² y < 4 x² y. *)
  assert (2 * x^2 * (x + y) <= L * y * (PI * (x^2 * y))).
  { apply Rle_trans with (L * ((x - y) * (x + y))); [|rewrite D; right; ring].
    rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [lra|]. assert (y^2 < x^2) by lra. lra. }
  assert (0 < x^2 * y) by (apply Rmult_lt_0_compat; [apply pow_lt|]; lra).
  assert (L * y * (PI * (x^2 * y)) <= 1 * (4 * (x^2 * y))).
  { apply Rle_trans with (1 * (PI * (x^2 * y))); [|rewrite !Rmult_1_l; apply Rmult_le_compat_r; lra].
    apply Rmult_le_compat_r; [apply Rmult_le_pos|]; lra. }
  assert (x^2 * y < x^2 * x) by (apply Rmult_lt_compat_l; [apply pow_lt|]; lra). nra.
Qed.
