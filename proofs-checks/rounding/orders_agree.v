(** Claim    an entry of a fused update and analog_update of the same weight by the rounded increment -a δ x, whose
             device has the rounded range 1/(1/τ), differ by at most u (1 + 32 u)(3 |w| + 8 |d| + 12 |d w|/τ)
             and an underflow term, with or without fused multiply-add; a dense entry likewise
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), 1/τ > 0 given, a >= 0 for dense updates,
             |w| <= 2τ and |d| <= τ in the rounded τ and d, relative error u of the rounded τ, 16 (1 + τ) and
             16 (1 + |w|)(1 + |a δ|)(1 + |x|)(1 + 1/τ) at most the largest finite number
    For      update_forms_agree *)

From Coq Require Import Reals Lra.
From Flocq Require Import Raux.
From Aimcert Require Import Device FloatModel Near Orders Constants update_error fused_error.
Local Open Scope R_scope.

Section Agree.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.
Variables w x i c : R.
Hypotheses (Fw : F w) (Fx : F x) (Hi : 0 < i).
Hypothesis no_overflow : 16 * ((1 + Rabs w) * (1 + Rabs c) * (1 + Rabs x) * (1 + i)) <= omega.

Let tau := rnd (1 / i).
Hypotheses (Ft : F tau) (reciprocal : Rabs (tau - / i) <= u * / i) (no_overflow_plain : 16 * (1 + tau) <= omega).

Let U := scaled_update i w (- (c * x)).
Let D := Rabs (c * x).
Let P := D * (Rabs w * i).

Lemma near_sym p q b : near p q b -> near q p b.
Proof. unfold near. now rewrite Rabs_minus_sym. Qed.

(** What underflow is multiplied by. *)
Definition total_exposure := exposure w x i c + D + P + (1 + Rabs x) * (1 + Rabs w * i).

(** 1/τ of the rounded τ is i (1 + s), |s| <= u (1 + 2 u). *)
Lemma inverse_of_tau : 0 < tau /\ Rabs (/ tau - i) <= u * (1 + 2 * u) * i.
Proof.
  destruct (unit_is_small _ _ _ _ _ model) as [U0 U1]. pose proof (Rinv_0_lt_compat i Hi) as I0.
  apply Rabs_le_inv in reciprocal. assert (B : (1 - u) * / i <= tau <= (1 + u) * / i) by lra.
  assert (Tp : 0 < tau) by nra. split; [easy|].
  assert (E : / tau - i = (/ i - tau) * i * / tau) by (field; lra).
  rewrite E, !Rabs_mult, (Rabs_pos_eq i), (Rabs_pos_eq (/ tau));
    [|left; now apply Rinv_0_lt_compat|lra].
  assert (T' : / tau <= (1 + 2 * u) * i).
  { apply (Rmult_le_reg_l tau); [easy|]. rewrite Rinv_r by lra.
    apply Rle_trans with ((1 - u) * / i * ((1 + 2 * u) * i)); [replace ((1 - u) * / i * ((1 + 2 * u) * i))
      with ((1 - u) * (1 + 2 * u)) by (field; lra); nra|].
    apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|easy]. }
  pose proof (Rinv_0_lt_compat tau Tp). apply Rle_trans with (u * / i * i * ((1 + 2 * u) * i)).
  - apply Rmult_le_compat; [apply Rmult_le_pos; [apply Rabs_pos|lra]|lra| |easy].
    apply Rmult_le_compat_r; [lra|]. apply Rabs_le. lra.
  - right. field. lra.
Qed.

Lemma agree y d :
  F d -> Rabs w <= 2 * tau -> Rabs d <= tau ->
  near d (- (c * x)) (2 * u * (1 + u) * D + 2 * eta * (1 + Rabs x)) ->
  near y U (u * Rabs U + u * (1 + second_order * u) * (3 * D + 5 * P) + underflow * eta * exposure w x i c) ->
  Rabs (y - plain_update rnd tau w d) <=
  u * (1 + second_order * u) * fused_and_plain_roundings (Rabs w) D P + 3 * underflow * eta * total_exposure.
Proof.
  intros Fd Hw Hd Nd Ny. destruct inverse_of_tau as [Tp Ti].
  destruct (plain_update_error _ _ _ _ _ model tau w d Fw Fd Tp Hw Hd no_overflow_plain) as [_ Np].
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos c) as C0.
  assert (D0 : 0 <= D) by apply Rabs_pos. assert (WI : 0 <= Rabs w * i) by (apply Rmult_le_pos; lra).
  assert (P0 : 0 <= P) by (now apply Rmult_le_pos). assert (XWI : 0 <= Rabs x * (Rabs w * i))
    by (now apply Rmult_le_pos).
  with_orders model D D0. with_orders model P P0. with_orders model (Rabs w) A0. with_orders model (Rabs x) X0.
  with_orders model (Rabs w * i) WI. with_orders model (Rabs x * (Rabs w * i)) XWI. with_orders model 1 Rle_0_1.
  set (ed := 2 * u * (1 + u) * D + 2 * eta * (1 + Rabs x)) in *.
  assert (SD : Rabs d <= D + ed) by (apply (near_size _ _ _ _ Nd); rewrite Rabs_Ropp; apply Rle_refl).
  (* the second terms of both updates *)
  set (W := w / tau) in *. assert (EW : near W (w * i) (u * (1 + 2 * u) * (Rabs w * i))).
  { unfold near, W, Rdiv. rewrite <- Rmult_minus_distr_l, Rabs_mult.
    replace (u * (1 + 2 * u) * (Rabs w * i)) with (Rabs w * (u * (1 + 2 * u) * i)) by ring.
    now apply Rmult_le_compat_l. }
  assert (Nabs : near (Rabs d) D ed).
  { unfold near, D. rewrite <- (Rabs_Ropp (c * x)). eapply Rle_trans; [apply Rabs_triang_inv2|]. exact Nd. }
  assert (SP : Rabs (w * i) <= Rabs w * i) by (rewrite Rabs_mult, (Rabs_pos_eq i); lra).
  assert (SD' : Rabs D <= D) by (rewrite Rabs_pos_eq; lra).
  pose proof (near_mult _ _ _ _ _ _ _ _ Nabs EW SD' SP) as Nq.
  match type of Nq with near _ _ ?z => assert (Eq : z = ed * (Rabs w * i) * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P)
    by (unfold P; ring) end. rewrite Eq in Nq. clear Eq.
  assert (Ep : ed * (Rabs w * i) = 2 * u * (1 + u) * P + 2 * eta * (Rabs w * i + Rabs x * (Rabs w * i)))
    by (unfold ed, P; ring).
  set (ep := ed * (Rabs w * i)) in *.
  assert (NU : near (ald_update tau w d) U (ed + (ep * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P))).
  { unfold ald_update, U, scaled_update. fold W. rewrite Rabs_Ropp. fold D. apply near_minus; [|exact Nq].
    pose proof (near_plus _ _ _ _ _ _ (near_refl w) Nd) as N. eapply near_weaken; [exact N|]. lra. }
  set (nu := ed + (ep * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P)) in *.
  assert (SU : Rabs U <= Rabs w + D + P).
  { unfold U, scaled_update. rewrite Rabs_Ropp. fold D. unfold Rminus. eapply Rle_trans; [apply Rabs_triang|].
    rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq D) by easy. pose proof (Rabs_triang w (- (c * x))) as T.
    rewrite Rabs_Ropp in T. fold D in T. pose proof (Rmult_le_compat_l D _ _ D0 SP) as T'. fold P in T'. lra. }
  assert (SU' : Rabs (ald_update tau w d) <= Rabs w + D + P + nu) by (apply (near_size _ _ _ _ NU); exact SU).
  assert (SPd : Rabs d * Rabs W <= P + (ep * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P)).
  { rewrite <- (Rabs_Rabsolu d), <- Rabs_mult. apply (near_size _ _ _ _ Nq). rewrite Rabs_mult, (Rabs_pos_eq D) by easy.
    now apply Rmult_le_compat_l. }
  destruct (unit_is_small _ _ _ _ _ model) as [U0 U1]. destruct (eta_is_small _ _ _ _ _ model) as [E0 E1].
  assert (R1 : u * Rabs U <= u * (Rabs w + D + P)) by (apply Rmult_le_compat_l; lra).
  assert (R2 : u * Rabs (ald_update tau w d) <= u * (Rabs w + D + P + nu)) by (apply Rmult_le_compat_l; lra).
  assert (R3 : u * (1 + second_order * u) * plain_update_roundings (Rabs w) (Rabs d) (Rabs d * Rabs W) <=
    u * (1 + second_order * u) * (Rabs w + (D + ed) + 2 * (P + (ep * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P)))).
  { unfold plain_update_roundings, second_order. apply Rmult_le_compat_l; [apply Rmult_le_pos; lra | lra]. }
  assert (R4 : underflow * eta * (1 + Rabs d) <= underflow * eta * (1 + D + ed))
    by (unfold underflow; apply Rmult_le_compat_l; lra).
  pose proof (near_trans _ _ _ _ _ Ny (near_trans _ _ _ _ _ (near_sym _ _ _ NU) (near_sym _ _ _ Np))) as N.
  eapply Rle_trans; [exact N|]. fold W in R3.
  assert (Hx : 0 <= exposure w x i c).
  { unfold exposure. rewrite (Rmult_comm i). apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra. }
  with_orders model (exposure w x i c) Hx.
  unfold total_exposure, fused_and_plain_roundings. set (H := exposure w x i c) in *.
  clearbody H. unfold second_order, underflow in *. set (A := Rabs w) in *. set (I := A * i) in *.
  set (X := Rabs x) in *.
  assert (TA : u * A + u * A + u * (1 + 32 * u) * A <= u * (1 + 32 * u) * (3 * A)) by lra.
  assert (TD : u * D + 2 * u * (1 + u) * D + u * (D + 2 * u * (1 + u) * D) + u * (1 + 32 * u) * (D + 2 * u * (1 + u) *
    D)
    + u * (1 + 32 * u) * (3 * D) <= u * (1 + 32 * u) * (8 * D)) by lra.
  assert (P2 : 0 <= u * (u * P)) by lra. with_orders model (u * (u * P)) P2.
  assert (I2 : 0 <= u * I) by lra. with_orders model (u * I) I2.
  assert (XI2 : 0 <= u * (X * I)) by lra. with_orders model (u * (X * I)) XI2.
  pose (q := 2 * u * (1 + u) * P * (1 + u * (1 + 2 * u)) + u * (1 + 2 * u) * P).
  assert (TP : u * P + q + u * (P + q) + u * (1 + 32 * u) * (2 * (P + q)) + u * (1 + 32 * u) * (5 * P)
    <= u * (1 + 32 * u) * (12 * P)) by (unfold q; lra).
  pose (z := 2 * eta * (1 + X)). pose (y' := 2 * eta * (I + X * I) * (1 + u * (1 + 2 * u))).
  assert (TE : z + y' + u * (z + y') + u * (1 + 32 * u) * (z + 2 * y') + 4 * eta * (1 + D + 2 * u * (1 + u) * D + z)
    + 4 * eta * H <= 3 * 4 * eta * (H + D + P + (1 + X) * (1 + I))) by (unfold z, y'; lra).
  clear - TA TD TP TE R1 R2 R3 R4 Ep. unfold nu, ed, q, z, y' in *. rewrite Ep in *. lra.
Qed.

(** Fewer roundings than 3 |d| + 5 |d w|/τ. *)
Lemma fewer y k1 k2 :
  0 <= k1 <= 3 -> 0 <= k2 <= 5 ->
  near y U (u * Rabs U + u * (1 + second_order * u) * (k1 * D + k2 * P) + underflow * eta * exposure w x i c) ->
  near y U (u * Rabs U + u * (1 + second_order * u) * (3 * D + 5 * P) + underflow * eta * exposure w x i c).
Proof.
  intros H1 H2 N. eapply near_weaken; [exact N|]. destruct (unit_is_small _ _ _ _ _ model) as [U0 _].
  assert (D0 : 0 <= D) by apply Rabs_pos. pose proof (Rabs_pos w).
  assert (P0 : 0 <= P) by (unfold P; repeat apply Rmult_le_pos; lra).
  assert (u * (1 + second_order * u) * (k1 * D + k2 * P) <= u * (1 + second_order * u) * (3 * D + 5 * P)); [|lra].
  apply Rmult_le_compat_l; [unfold second_order; apply Rmult_le_pos; lra | nra].
Qed.

(** The increment of a rank-one update: two roundings. *)
Lemma rank_one_increment a delta : c = a * delta ->
  let d := - rnd (rnd (a * delta) * x) in
  F d /\ near d (- (c * x)) (2 * u * (1 + u) * D + 2 * eta * (1 + Rabs x)).
Proof.
  intros Ec d. subst c. destruct (sizes omega w x i (a * delta) ltac:(lra) no_overflow)
    as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (factor _ _ _ _ _ model w delta x a i ltac:(lra) no_overflow) as N.
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos (a * delta)) as C0.
  apply (near_scaled x) in N. rewrite (Rmult_comm x (rnd _)), (Rmult_comm x (a * delta)) in N.
  assert (E : Rabs x * (u * Rabs (a * delta) + eta) = u * (Rabs (a * delta) * Rabs x) + eta * Rabs x) by ring.
  rewrite E in N. unfold D. rewrite (Rabs_mult (a * delta)).
  assert (SD : Rabs (a * delta * x) <= Rabs (a * delta) * Rabs x) by (rewrite Rabs_mult; lra).
  with_orders model (Rabs (a * delta) * Rabs x) D0. with_orders model (Rabs x) X0. with_orders model 1 Rle_0_1. split.
  - apply (opp_is_float _ _ _ _ _ model), (rounded_in_range _ _ _ _ _ model _ _ _ _ N SD). lra.
  - apply near_opp. eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := N) (2 := SD); lra|]. lra.
Qed.

Lemma dense_increment :
  let d := - rnd (c * x) in F d /\ near d (- (c * x)) (2 * u * (1 + u) * D + 2 * eta * (1 + Rabs x)).
Proof.
  intros d. destruct (sizes omega w x i c ltac:(lra) no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos c) as C0.
  assert (SD : Rabs (c * x) <= Rabs c * Rabs x) by (rewrite Rabs_mult; lra). unfold D. rewrite (Rabs_mult c).
  with_orders model (Rabs c * Rabs x) D0. with_orders model (Rabs x) X0. with_orders model 1 Rle_0_1. split.
  - apply (opp_is_float _ _ _ _ _ model), (rounded_in_range _ _ _ _ _ model _ _ _ _ (near_refl _) SD). lra.
  - apply near_opp. eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := near_refl _) (2 := SD); lra|].
    lra.
Qed.

Definition agrees y d := Rabs w <= 2 * tau -> Rabs d <= tau ->
  Rabs (y - plain_update rnd tau w d) <=
  u * (1 + second_order * u) * fused_and_plain_roundings (Rabs w) D P + 3 * underflow * eta * total_exposure.

Theorem rank_one_entry_agrees a delta : c = a * delta ->
  agrees (rank_one_entry rnd w delta x a i) (- rnd (rnd (a * delta) * x)).
Proof.
  intros Ec Hw Hd. destruct (rank_one_increment a delta Ec) as [Fd Nd]. apply agree; try easy.
  apply (fewer _ 3 5); try lra.
  pose proof (rank_one_entry_error _ _ _ _ _ model w delta x a i Fw Fx ltac:(lra)) as N. rewrite <- Ec in N.
  eapply near_weaken; [exact (N no_overflow)|]. unfold rank_one_entry_roundings. unfold U, P, D. right; ring.
Qed.

Theorem rank_one_entry_fma_agrees a delta : c = a * delta ->
  agrees (rank_one_entry_fma rnd w delta x a i) (- rnd (rnd (a * delta) * x)).
Proof.
  intros Ec Hw Hd. destruct (rank_one_increment a delta Ec) as [Fd Nd]. apply agree; try easy.
  apply (fewer _ 2 3); try lra.
  pose proof (rank_one_entry_fma_error _ _ _ _ _ model w delta x a i Fw ltac:(lra)) as N. rewrite <- Ec in N.
  eapply near_weaken; [exact (N no_overflow)|]. unfold rank_one_entry_fma_roundings. unfold U, P, D. right; ring.
Qed.

Theorem dense_entry_agrees : 0 <= c -> agrees (dense_entry rnd w x c i) (- rnd (c * x)).
Proof.
  intros Hc Hw Hd. destruct dense_increment as [Fd Nd]. apply agree; try easy.
  apply (fewer _ 2 4); try lra. eapply near_weaken; [apply (dense_entry_error _ _ _ _ _ model); easy || lra|].
  unfold dense_entry_roundings. unfold U, P, D. right; ring.
Qed.

Theorem dense_entry_fma_agrees : 0 <= c -> agrees (dense_entry_fma rnd w x c i) (- rnd (c * x)).
Proof.
  intros Hc Hw Hd. destruct dense_increment as [Fd Nd]. apply agree; try easy.
  apply (fewer _ 1 2); try lra. eapply near_weaken; [apply (dense_entry_fma_error _ _ _ _ _ model); easy || lra|].
  unfold dense_entry_fma_roundings. unfold U, P, D. right; ring.
Qed.
End Agree.
