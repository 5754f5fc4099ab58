(** Claim    w_{k+1} lies between w_k and m, and |w_k| <= max(|w_0|, |m|), m the minimum
    Source   EX Thm 6
    Assumes  one weight on the asymmetric linear device with symmetric point 0, w_{k+1} = U(w_k, -α f'(w_k)); f convex,
             differentiable, f' Lipschitz with L, f(m) <= f; |w_0|, |m| <= rτ, 0 <= r <= 1, 0 < α, α(1+r)L <= 1
    Fails    published with min in place of max: f = w²/2, τ = L = 1, α = 1/2, w_0 = 1/2 at k = 0 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device.
Local Open Scope R_scope.

(** f is convex and L-smooth with derivative g, and has its minimum at m; unlike smooth, of one real and convex too. *)
Record convex_smooth (L : R) (f g : R -> R) (m : R) : Prop := {
  derivative : forall w, derivable_pt_lim f w (g w);
  above_tangent : forall w u, f w + g w * (u - w) <= f u;
  derivative_lipschitz : forall w u, Rabs (g w - g u) <= L * Rabs (w - u);
  minimal : forall w, f m <= f w
}.

Lemma derivative_at_minimum L f g m : convex_smooth L f g m -> g m = 0.
Proof.
  intros H. pose (pr := exist _ (g m) (derivative _ _ _ _ H m) : derivable_pt f m).
  change (g m) with (derive_pt f m pr).
  apply (deriv_minimum f (m - 1) (m + 1) m pr); try lra. intros x _ _. apply (minimal _ _ _ _ H).
Qed.

(** The gradient points away from m and is at most L|w-m|. *)
Lemma gradient_of_convex L f g m w :
  convex_smooth L f g m -> 0 <= g w * (w - m) /\ Rabs (g w) <= L * Rabs (w - m).
Proof.
  intros H. pose proof (derivative_at_minimum _ _ _ _ H) as H0. split.
  - pose proof (above_tangent _ _ _ _ H w m). pose proof (minimal _ _ _ _ H w). lra.
  - pose proof (derivative_lipschitz _ _ _ _ H w m) as HL. now rewrite H0, Rminus_0_r in HL.
Qed.

(** 0 <= (u-w)(m-u) says that u lies between w and m. *)
Lemma between_bounds w m u b : 0 <= (u - w) * (m - u) -> Rabs w <= b -> Rabs m <= b -> Rabs u <= b.
Proof.
  intros H Hw Hm. assert (- b <= w <= b) by (revert Hw; unfold Rabs; destruct Rcase_abs; lra).
  assert (- b <= m <= b) by (revert Hm; unfold Rabs; destruct Rcase_abs; lra).
  destruct (Rle_dec w m).
  - assert (w <= u <= m) by (split; nra). unfold Rabs; destruct Rcase_abs; lra.
  - assert (m <= u <= w) by (split; nra). unfold Rabs; destruct Rcase_abs; lra.
Qed.

(** One step goes towards m and does not pass it. *)
Lemma step_between (tau r L alpha m w G : R) :
  0 < tau -> 0 <= r <= 1 -> 0 <= alpha -> alpha * (1 + r) * L <= 1 -> Rabs w <= r * tau ->
  0 <= G * (w - m) -> Rabs G <= L * Rabs (w - m) ->
  let u := ald_update tau w (- alpha * G) in 0 <= (u - w) * (m - u).
Proof.
  intros Ht Hr Ha Hrate Hw Hdir HG. cbv zeta.
  assert (Ho : - r <= w / tau <= r).
  { assert (E : w / tau * tau = w) by (field; lra).
    assert (- (r * tau) <= w <= r * tau) by (revert Hw; unfold Rabs; destruct Rcase_abs; lra).
    split; apply (Rmult_le_reg_r tau); lra. }
  unfold ald_update. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by lra. set (omega := w / tau) in *.
  (** u - w = -α G c with 0 <= c <= 1 + r. *)
  assert (Hc : exists c, 0 <= c <= 1 + r /\ w + - alpha * G - alpha * Rabs G * omega - w = - (alpha * c * G)).
  { destruct (Rle_dec 0 G) as [HG0|HG0].
    - exists (1 + omega). rewrite (Rabs_pos_eq G) by easy. split; [lra|ring].
    - exists (1 - omega). rewrite (Rabs_left G) by lra. split; [lra|ring]. }
  destruct Hc as [c [Hc E]].
  replace (w + - alpha * G - alpha * Rabs G * omega) with (w + - (alpha * c * G)) by lra.
  replace (w + - (alpha * c * G) - w) with (- (alpha * c * G)) by ring.
  assert (Hac : 0 <= alpha * c) by (apply Rmult_le_pos; lra).
  (** α c |G| <= |w-m|. *)
  assert (Hlen : alpha * c * Rabs G <= Rabs (w - m)).
  { pose proof (Rabs_pos (w - m)). apply Rle_trans with (alpha * (1 + r) * Rabs G).
    - apply Rmult_le_compat_r; [apply Rabs_pos|]. apply Rmult_le_compat_l; lra.
    - apply Rle_trans with (alpha * (1 + r) * (L * Rabs (w - m))).
      + apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|easy].
      + rewrite <- Rmult_assoc. rewrite <- (Rmult_1_l (Rabs (w - m))) at 2. apply Rmult_le_compat_r; lra. }
  set (a := alpha * c) in *. clearbody a. set (x := w - m) in *.
  replace (m - (w + - (a * G))) with (a * G - x) by (unfold x; ring). clearbody x.
  destruct (Rle_dec 0 G) as [HG0|HG0].
  - rewrite (Rabs_pos_eq G) in Hlen by easy. destruct (Req_dec G 0) as [->|Hne]; [lra|].
    assert (0 <= x) by (apply (Rmult_le_reg_l G); lra). rewrite (Rabs_pos_eq x) in Hlen by easy.
    assert (0 <= a * G) by (apply Rmult_le_pos; lra). nra.
  - rewrite (Rabs_left G) in Hlen by lra. assert (x <= 0) by (apply (Rmult_le_reg_l (- G)); lra).
    rewrite (Rabs_left1 x) in Hlen by easy. assert (0 <= a * - G) by (apply Rmult_le_pos; lra). nra.
Qed.

Theorem gd_saturation_scalar (tau r L alpha m : R) (f g : R -> R) (w : nat -> R) :
  0 < tau -> 0 <= r <= 1 -> 0 <= alpha -> alpha * (1 + r) * L <= 1 -> convex_smooth L f g m ->
  Rabs (w O) <= r * tau -> Rabs m <= r * tau -> (forall k, w (S k) = ald_update tau (w k) (- alpha * g (w k))) ->
  forall k, 0 <= (w (S k) - w k) * (m - w (S k)) /\ Rabs (w k) <= Rmax (Rabs (w O)) (Rabs m).
Proof.
  intros Ht Hr Ha Hrate Hf H0 Hm Hw.
  assert (Hmax : Rmax (Rabs (w O)) (Rabs m) <= r * tau) by now apply Rmax_lub.
  assert (Step : forall k, Rabs (w k) <= Rmax (Rabs (w O)) (Rabs m) -> 0 <= (w (S k) - w k) * (m - w (S k))).
  { intros k Hk. destruct (gradient_of_convex L f g m (w k) Hf) as [Hdir HG]. rewrite Hw.
    apply (step_between tau r L alpha m (w k) (g (w k))); easy || lra. }
  assert (Bound : forall k, Rabs (w k) <= Rmax (Rabs (w O)) (Rabs m)).
  { induction k as [|k IH]; [apply Rmax_l|]. apply (between_bounds (w k) m); [now apply Step|easy|apply Rmax_r]. }
  intros k. split; [apply Step|]; apply Bound.
Qed.

Lemma quadratic_convex_smooth L m : 0 <= L -> convex_smooth L (fun w => L / 2 * (w - m)^2) (fun w => L * (w - m)) m.
Proof.
  intros HL. split.
  - intros w. replace (L * (w - m)) with (L / 2 * (2 * (w - m) * (1 - 0))) by field.
    apply (derivable_pt_lim_scal (fun w => (w - m)^2)).
    replace (2 * (w - m) * (1 - 0)) with (INR 2 * (w - m) ^ 1 * (1 - 0)) by (simpl; ring).
    apply (derivable_pt_lim_comp (fun w => w - m) (fun x => x^2)); [|apply (derivable_pt_lim_pow _ 2)].
    apply (derivable_pt_lim_minus (fun w => w) (fun _ => m)); [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
  - intros w u. enough (0 <= L / 2 * (u - w)^2) by lra. apply Rmult_le_pos; [lra|apply pow2_ge_0].
  - intros w u. replace (L * (w - m) - L * (u - m)) with (L * (w - u)) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq L) by easy. lra.
  - intros w. replace (m - m) with 0 by ring. pose proof (pow2_ge_0 (w - m)). nra.
Qed.

Theorem gd_saturation_scalar_published_fails :
  ~ (forall (tau L alpha m : R) (f g : R -> R) (w : nat -> R),
       0 < tau -> 0 < L -> 0 < alpha -> alpha <= 1 / (2 * L) -> convex_smooth L f g m ->
       Rabs (w O) <= tau -> Rabs m <= tau -> (forall k, w (S k) = ald_update tau (w k) (- alpha * g (w k))) ->
       forall k, Rabs (w k) <= Rmin (Rabs (w O)) (Rabs m)).
Proof.
  intros H.
  pose (w := fix w k := match k with O => 1/2 | S j => ald_update 1 (w j) (- (1/2) * (1 * (w j - 0))) end).
  specialize (H 1 1 (1/2) 0 _ _ w ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) (quadratic_convex_smooth 1 0 ltac:(lra))).
  specialize (H ltac:(simpl; rewrite Rabs_pos_eq; lra) ltac:(rewrite Rabs_R0; lra) ltac:(easy) O).
  simpl in H. rewrite Rabs_R0, Rabs_pos_eq in H by lra. rewrite Rmin_right in H; lra.
Qed.
