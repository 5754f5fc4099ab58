(** Claim      W^S = (f'' + R' Sig)^-1 (f'' W* + R' Sig W0) has |f'(W^S) + Sig R(W^S)| <= (L_H/2)|W^S-W*|² + (L_R
               Sig/2)|W^S-W0|² = C |W*-W0|², C = (L_H/2)(Sig R'/A)² + (L_R Sig/2)(f''/A)², A = f'' + Sig R' (f'' at W*,
               R' at W0)
    Source     RF Thms 1, 5, its sign corrected
    Assumes    one weight; f' has the derivative f'', R the derivative R'; f'(x) = 0 at x = W*, R(W0) = 0, Sig >= 0, A
               <> 0; |f''(x) - f''(y)| <= L_H|x-y| for y = W*, x between W* and W^S; |R'(x) - R'(W0)| <= L_R|x-W0| for x
               between W0 and W^S
    Corrected  implicit_penalty
    Derived    implicit_penalty_vector: the first bound in any dimension, for a solution W^S of (H + Diag(Sig R'))W^S =
               H W* + Diag(Sig R')W0 and |Sig_i| <= Sig, with the Taylor bounds as hypotheses
    Fails      implicit_penalty_published_fails: with - in place of + twice there are no C, h0 > 0 with |f'(W^S) +
               Sig R(W^S)| <= C |W*-W0|² for |W*-W0| <= h0: f' = w - W*, ald τ = 1, W0 = 0, Sig = 1/2: 2|W*-W0| *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device GeneralResponse.
Local Open Scope R_scope.

(** Taylor: |h(b) - h(a) - h'(a)(b-a)| <= (L/2)(b-a)² where h' varies by at most L|x-a| between a and b. *)
Lemma taylor (h h' : R -> R) (a b L : R) :
  (forall x, Rmin a b <= x <= Rmax a b -> is_derive h x (h' x)) ->
  (forall x, Rmin a b <= x <= Rmax a b -> Rabs (h' x - h' a) <= L * Rabs (x - a)) ->
  Rabs (h b - h a - h' a * (b - a)) <= L / 2 * (b - a)^2.
Proof.
  intros Hd HL.
  (* Both h - h'(a)x - (L/2)(x-a)² and its mirror image fall away from a. *)
  assert (Hone : forall s, s^2 = 1 ->
            s * (h b - h a - h' a * (b - a)) <= L / 2 * (b - a)^2).
  { intros s Hs.
    set (phi x := s * (h x - h' a * x) - L / 2 * (x - a)^2).
    set (phi' x := s * (h' x - h' a) - L * (x - a)).
    assert (D : forall x, Rmin a b <= x <= Rmax a b -> is_derive phi x (phi' x)).
    { intros x Hx. unfold phi, phi'. specialize (Hd x Hx). auto_derive; [now exists (h' x)|].
      replace (Derive (fun y : R => h y) x) with (h' x) by (symmetry; exact (is_derive_unique h x (h' x) Hd)).
      match goal with |- ?u = ?v => change (@eq R u v) end. field. }
    destruct (MVT_gen phi a b phi') as [x [Hx E]].
    - intros x Hx. apply D. lra.
    - intros x Hx. apply continuity_pt_filterlim, (ex_derive_continuous phi). exists (phi' x). now apply D.
    - specialize (HL x Hx). unfold phi, phi' in E.
      assert (Hsign : s * (h' x - h' a) <= L * Rabs (x - a)).
      { eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_mult.
        assert (Rabs s = 1) by (rewrite <- sqrt_Rsqr_abs; replace (s²) with (s^2) by (unfold Rsqr; ring);
          rewrite Hs; apply sqrt_1). rewrite H, Rmult_1_l. exact HL. }
      assert (Hsign' : - (L * Rabs (x - a)) <= s * (h' x - h' a)).
      { assert (Q : - (s * (h' x - h' a)) <= L * Rabs (x - a)); [|lra].
        eapply Rle_trans; [apply Rle_abs|]. rewrite Rabs_Ropp, Rabs_mult.
        assert (Rabs s = 1) by (rewrite <- sqrt_Rsqr_abs; replace (s²) with (s^2) by (unfold Rsqr; ring);
          rewrite Hs; apply sqrt_1). rewrite H, Rmult_1_l. exact HL. }
      unfold Rmin, Rmax in Hx. destruct (Rle_dec a b).
      + rewrite Rabs_pos_eq in Hsign by lra. nra.
      + rewrite Rabs_left1 in Hsign' by lra. nra. }
  pose proof (Hone 1 ltac:(lra)). pose proof (Hone (-1) ltac:(lra)). apply Rabs_le. lra.
Qed.

Section Scalar.
  Variables (f' f'' ratio ratio' : R -> R) (Wstar W0 Sig L_H L_R : R).
  Let A := f'' Wstar + Sig * ratio' W0.
  Let WS := (f'' Wstar * Wstar + Sig * ratio' W0 * W0) / A.
  Hypotheses (HA : A <> 0) (HSig : 0 <= Sig) (Hf0 : f' Wstar = 0) (HR0 : ratio W0 = 0).
  Hypothesis Hf : forall x, Rmin Wstar WS <= x <= Rmax Wstar WS ->
    is_derive f' x (f'' x) /\ Rabs (f'' x - f'' Wstar) <= L_H * Rabs (x - Wstar).
  Hypothesis HR : forall x, Rmin W0 WS <= x <= Rmax W0 WS ->
    is_derive ratio x (ratio' x) /\ Rabs (ratio' x - ratio' W0) <= L_R * Rabs (x - W0).

  Theorem implicit_penalty :
    let C := L_H / 2 * (Sig * ratio' W0 / A)^2 + L_R * Sig / 2 * (f'' Wstar / A)^2 in
    Rabs (f' WS + Sig * ratio WS) <= L_H / 2 * (WS - Wstar)^2 + L_R * Sig / 2 * (WS - W0)^2 /\
    L_H / 2 * (WS - Wstar)^2 + L_R * Sig / 2 * (WS - W0)^2 = C * (Wstar - W0)^2.
  Proof.
    intros C. split.
    - pose proof (taylor f' f'' Wstar WS L_H (fun x Hx => proj1 (Hf x Hx)) (fun x Hx => proj2 (Hf x Hx))) as T1.
      pose proof (taylor ratio ratio' W0 WS L_R (fun x Hx => proj1 (HR x Hx)) (fun x Hx => proj2 (HR x Hx))) as T2.
      rewrite Hf0 in T1. rewrite HR0 in T2.
      assert (E : f'' Wstar * (WS - Wstar) + Sig * (ratio' W0 * (WS - W0)) = 0) by (unfold WS, A in *; field; exact HA).
      assert (T3 : Rabs (Sig * (ratio WS - 0 - ratio' W0 * (WS - W0))) <= Sig * (L_R / 2 * (WS - W0)^2)).
      { rewrite Rabs_mult, (Rabs_pos_eq Sig) by easy. now apply Rmult_le_compat_l. }
      replace (f' WS + Sig * ratio WS) with
        ((f' WS - 0 - f'' Wstar * (WS - Wstar)) + Sig * (ratio WS - 0 - ratio' W0 * (WS - W0))) by lra.
      eapply Rle_trans; [apply Rabs_triang|]. lra.
    - unfold C. assert (E1 : WS - Wstar = Sig * ratio' W0 / A * (W0 - Wstar)) by (unfold WS, A in *; field; exact HA).
      assert (E2 : WS - W0 = f'' Wstar / A * (Wstar - W0)) by (unfold WS, A in *; field; exact HA).
      rewrite E1, E2. ring.
  Qed.
End Scalar.

Section Vector.
  Variables (n : nat) (H : matrix) (grad ratio : vector -> vector).
  Variables (slope Sig Wstar W0 WS : vector) (Sig_max L_H L_R : R).
  Hypothesis Hsolves : forall i, (i < n)%nat ->
    matvec n H WS i + Sig i * slope i * WS i = matvec n H Wstar i + Sig i * slope i * W0 i.
  Hypothesis Hgrad : norm2 n (sub (grad WS) (matvec n H (sub WS Wstar))) <= L_H / 2 * norm_sq n (sub WS Wstar).
  Hypothesis Hratio : forall i, (i < n)%nat ->
    Rabs (ratio WS i - slope i * (WS i - W0 i)) <= L_R / 2 * (WS i - W0 i)^2.
  Hypothesis HSig : forall i, (i < n)%nat -> Rabs (Sig i) <= Sig_max.
  Hypotheses (HSig0 : 0 <= Sig_max) (HLR : 0 <= L_R).

  (** |x|_2 <= Σ |x_i|. *)
  Lemma norm2_le_sum x : norm2 n x <= sum_of n (fun i => Rabs (x i)).
  Proof.
    assert (Hs : norm_sq n x <= (sum_of n (fun i => Rabs (x i)))^2 /\ 0 <= sum_of n (fun i => Rabs (x i))).
    { unfold norm_sq. clear. induction n as [|m [IH IH0]]; cbn [sum_of]; [lra|].
      pose proof (Rabs_pos (x m)). rewrite <- (pow2_abs (x m)). nra. }
    destruct Hs as [Hs H0]. apply Rsqr_incr_0_var; [|easy].
    rewrite !Rsqr_pow2, norm2_sq. exact Hs.
  Qed.

  Theorem implicit_penalty_vector :
    norm2 n (fun i => grad WS i + Sig i * ratio WS i)
    <= L_H / 2 * norm_sq n (sub WS Wstar) + L_R * Sig_max / 2 * norm_sq n (sub WS W0).
  Proof.
    set (e1 := sub (grad WS) (matvec n H (sub WS Wstar))) in *.
    set (e2 := fun i => Sig i * (ratio WS i - slope i * (WS i - W0 i))).
    assert (E : norm2 n (fun i => grad WS i + Sig i * ratio WS i) = norm2 n (fun i => e1 i + e2 i)).
    { unfold norm2. f_equal. apply norm_sq_ext. intros i Hi. unfold e1, e2, sub. specialize (Hsolves i Hi).
      assert (M : matvec n H (fun j => WS j - Wstar j) i = matvec n H WS i - matvec n H Wstar i).
      { unfold matvec. now rewrite <- dot_minus_r. }
      rewrite M. lra. }
    rewrite E. eapply Rle_trans; [apply norm2_triangle|]. apply Rplus_le_compat; [exact Hgrad|].
    eapply Rle_trans; [apply norm2_le_sum|]. unfold norm_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
    unfold e2, sub. rewrite Rabs_mult.
    replace (L_R * Sig_max / 2 * (WS i - W0 i)^2) with (Sig_max * (L_R / 2 * (WS i - W0 i)^2)) by field.
    apply Rmult_le_compat; try apply Rabs_pos; auto.
  Qed.
End Vector.

Definition ratio_of (q_plus q_minus : R -> R) (w : R) : R := asymmetric_part q_plus q_minus w / symmetric_part q_plus
    q_minus w.

Theorem implicit_penalty_published_fails :
  ~ (forall (phi phi' q_plus q_minus slope : R -> R) (W0 Sig L_H L_R : R),
       (forall x, is_derive phi x (phi' x)) -> phi 0 = 0 -> 0 < phi' 0 ->
       (forall x y, Rabs (phi' x - phi' y) <= L_H * Rabs (x - y)) ->
       (forall w, is_derive (ratio_of q_plus q_minus) w (slope w)) -> ratio_of q_plus q_minus W0 = 0 ->
       (forall x y, Rabs (slope x - slope y) <= L_R * Rabs (x - y)) ->
       0 <= Sig -> 0 < phi' 0 - slope W0 * Sig ->
       exists C h0, 0 < h0 /\ forall Wstar, Rabs (Wstar - W0) <= h0 ->
         let WS := (phi' 0 * Wstar - slope W0 * Sig * W0) / (phi' 0 - slope W0 * Sig) in
         Rabs (phi (WS - Wstar) + Sig * ratio_of q_plus q_minus WS) <= C * (Wstar - W0)^2).
Proof.
  intros H.
  assert (E : forall w, ratio_of (fun w => 1 - w) (fun w => 1 + w) w = w).
  { intros w. unfold ratio_of, asymmetric_part, symmetric_part. field. lra. }
  destruct (H (fun x => x) (fun _ => 1) (fun w => 1 - w) (fun w => 1 + w) (fun _ => 1) 0 (/ 2) 0 0) as [C [h0 [Hh HC]]].
  - intros x. apply (is_derive_id (K := R_AbsRing)).
  - easy.
  - lra.
  - intros. rewrite Rminus_diag_eq, Rabs_R0 by easy. lra.
  - intros w. apply (is_derive_ext (fun w => w)); [intros; symmetry; apply E|]. apply (is_derive_id (K := R_AbsRing)).
  - apply E.
  - intros. rewrite Rminus_diag_eq, Rabs_R0 by easy. lra.
  - lra.
  - lra.
  - set (h := Rmin h0 (/ (Rabs C + 1))). pose proof (Rabs_pos C) as PC.
    assert (Hi : 0 < / (Rabs C + 1)) by (apply Rinv_0_lt_compat; lra).
    assert (P : 0 < h) by (apply Rmin_pos; lra).
    specialize (HC h). rewrite Rminus_0_r, (Rabs_pos_eq h) in HC by lra.
    specialize (HC (Rmin_l _ _)). cbv zeta in HC. rewrite E in HC.
    replace ((1 * h - 1 * / 2 * 0) / (1 - 1 * / 2)) with (2 * h) in HC by field.
    rewrite Rabs_pos_eq in HC by lra.
    assert (B : h * (Rabs C + 1) <= 1).
    { replace 1 with (/ (Rabs C + 1) * (Rabs C + 1)) at 2 by (field; lra).
      apply Rmult_le_compat_r; [lra|apply Rmin_r]. }
    pose proof (Rle_abs C). assert (C * h <= 1) by nra. assert (C * h^2 <= h) by nra. lra.
Qed.
