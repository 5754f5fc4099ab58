(** Claim      E|P'|_inf² <= E|P'|² <= (1 - βcσ/(2τ))|P|² + 8βL²τ³D/(cσ) + 2β²σ²
    Source     EX Lemma 7, corrected
    Assumes    one asymmetric linear device, symmetric point 0, τ > 0; P' = U(P, β(∇f(W)+ε)), W* critical,
               |∇f(y)-∇f(x)| <= L|y-x|, |W|_inf, |W*|_inf, |P|_inf <= τ; finitely many outcomes of ε with any
               probabilities, E ε = 0, E|ε|² <= σ², E|x+ε_i| >= cσ for every x and i; c, σ, β > 0, β <= cτ/(4σ), D > 0
    Corrected  bounded_residual_array
    Derived    bounded_residual_array_derived: E|P_k|² <= max(|P_0|², 16L²τ⁴D/(c²σ²) + 4βτσ/c) for every k, where W_k
               and P_k stay in the range on the run; every step draws its noise anew, its law may depend on W_k
    Fails      bounded_residual_array_published_fails: E|P'|_inf² <= (1 - βcσ/τ)|P|_inf² + 41βL²τ³D/(cσ), D = 1, τ =
               1, ε = ±1, L = 1/100, β = 1/4, P = g = 0: 1/16 > 41/40000;
               bounded_residual_array_published_fails_for_every_rate: and for every β <= 1/4, D = 2, τ = 1, ε_i = ±1
               independent, L = 1/20, P = (1/2, 1/2), g = 0: 1/4 + (3/4)β² > 1/4 - (9/200)β *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse Run TikiTaka weight_decay.
Local Open Scope R_scope.

Section Bound.
  Variables (n N : nat) (p : vector) (grad : vector -> vector).
  Variables (tau beta sigma c L : R) (Wstar : vector).
  Hypothesis Hp : distribution N p.
  Hypotheses (Hn : (0 < n)%nat) (Htau : 0 < tau) (Hbeta : 0 < beta) (Hsigma : 0 < sigma) (Hc : 0 < c).
  Hypothesis Hgrad : forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x).
  Hypothesis Hcritical : forall i, (i < n)%nat -> grad Wstar i = 0.
  Hypothesis Hstar : norm_inf n Wstar <= tau.
  Hypothesis Hrate : beta <= c * tau / (4 * sigma).

  (** |g|² <= 4L²τ²D in the box. *)
  Lemma gradient_in_box W : norm_inf n W <= tau -> norm_sq n (grad W) <= 4 * L^2 * tau^2 * INR n.
  Proof.
    intros HW. rewrite (norm_sq_ext n _ (sub (grad W) (grad Wstar))).
    2:{ intros i Hi. unfold sub. rewrite Hcritical by easy. ring. }
    eapply Rle_trans; [apply Hgrad|].
    replace (4 * L^2 * tau^2 * INR n) with (L^2 * (INR n * (2 * tau)^2)) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- sum_of_const. apply sum_of_le. intros i Hi.
    pose proof (Rle_trans _ _ _ (norm_inf_entry n W i Hi) HW) as A. apply abs_between in A.
    pose proof (Rle_trans _ _ _ (norm_inf_entry n Wstar i Hi) Hstar) as B. apply abs_between in B.
    unfold sub. rewrite <- (pow2_abs (W i - Wstar i)). apply pow_incr. split; [apply Rabs_pos|apply Rabs_le; lra].
  Qed.

  Section Step.
    Variables (eps : nat -> vector) (P W : vector).
    Hypothesis Hz : unbiased n N p eps.
    Hypothesis Hvariance : variance n N p eps <= sigma^2.
    Hypothesis Hdev : deviates n N p eps (c * sigma).
    Hypotheses (HP : norm_inf n P <= tau) (HW : norm_inf n W <= tau).

    Let next (j : nat) := step (ald tau) P (scale beta (add (grad W) (eps j))).

    Theorem bounded_residual_array :
      expected N p (fun j => (norm_inf n (next j))^2) <= expected N p (fun j => norm_sq n (next j)) /\
      expected N p (fun j => norm_sq n (next j))
      <= (1 - beta * (c * sigma) / (2 * tau)) * norm_sq n P + 8 * beta * L^2 * tau^3 * INR n / (c * sigma)
         + 2 * beta^2 * sigma^2.
    Proof.
      split; [apply expected_le; [easy|]; intros; apply norm_inf_sq|].
      assert (Hk : 0 < c * sigma) by now apply Rmult_lt_0_compat.
      pose proof (deviation_at_most_one n N p eps Hp sigma c Hsigma Hc Hvariance Hdev Hn) as H2.
      pose proof Hrate as H1. apply (Rmult_le_compat_r (4 * sigma)) in H1; [|lra].
      replace (c * tau / (4 * sigma) * (4 * sigma)) with (c * tau) in H1 by (field; lra).
      eapply Rle_trans.
      { apply array_decay with (b := 2) (a := 2) (sigma := sigma) (k := c * sigma); auto; [| |lra|].
        - assert (c * (beta * (4 * sigma)) <= 1 * (c * tau)) by (apply Rmult_le_compat; nra).
          assert (c * tau <= 1 * tau) by (apply Rmult_le_compat_r; lra). lra.
        - intros t Ht. pose proof (pow2_ge_0 (1 - t)). lra.
        - assert (sigma * (beta * (4 * sigma)) <= sigma * (c * tau)) by (apply Rmult_le_compat_l; lra). lra. }
      assert (Hd : 0 < beta * tau / (c * sigma)) by (apply Rdiv_lt_0_compat; [nra|easy]).
      replace (8 * beta * L^2 * tau^3 * INR n / (c * sigma))
        with (2 * (beta * tau / (c * sigma)) * (4 * L^2 * tau^2 * INR n)) by (field; lra).
      pose proof (gradient_in_box W HW).
      assert (2 * (beta * tau / (c * sigma)) * norm_sq n (grad W)
              <= 2 * (beta * tau / (c * sigma)) * (4 * L^2 * tau^2 * INR n)) by (apply Rmult_le_compat_l; lra).
      lra.
    Qed.
  End Step.

  (** A run: the state is (W, P); W' = U(W, -αP'). Noise at W has the outcomes eps W j. *)
  Variable eps : vector -> nat -> vector.
  Hypothesis Hz : forall W, unbiased n N p (eps W).
  Hypothesis Hvariance : forall W, variance n N p (eps W) <= sigma^2.
  Hypothesis Hdev : forall W, deviates n N p (eps W) (c * sigma).
  Variable alpha : R.

  Definition tiki_taka_step (s : vector * vector) (j : nat) : vector * vector :=
    let P' := step (ald tau) (snd s) (scale beta (add (grad (fst s)) (eps (fst s) j))) in
    (step (ald tau) (fst s) (scale (- alpha) P'), P').

  Let after_step := noise_step (vector * vector) N p tiki_taka_step.
  Let leads := noise_leads (vector * vector) N tiki_taka_step.

  (** W and P are in the range. *)
  Definition both_in_range (s : vector * vector) : Prop := norm_inf n (fst s) <= tau /\ norm_inf n (snd s) <= tau.

  Let rate := 1 - beta * (c * sigma) / (2 * tau).
  Let limit := 16 * L^2 * tau^4 * INR n / (c^2 * sigma^2) + 4 * beta * tau * sigma / c.

  Lemma run_decay k s :
    0 <= rate -> along_run _ leads both_in_range k s ->
    expect_after _ after_step (fun s => norm_sq n (snd s)) k s <= rate^k * norm_sq n (snd s) + (1 - rate^k) * limit.
  Proof.
    intros Hrate0. revert s. induction k as [|k IH]; intros s Hs; cbn [expect_after]; [simpl; lra|].
    destruct Hs as [[HW HP] Hs].
    eapply Rle_trans; [apply noise_step_le; [easy|]; intros s' Hs'; apply IH, Hs, Hs'|]. unfold noise_step.
    rewrite expected_plus, expected_scal, expected_const by easy.
    destruct (bounded_residual_array (eps (fst s)) (snd s) (fst s) (Hz _) (Hvariance _) (Hdev _) HP HW) as [_ H].
    fold rate in H. unfold tiki_taka_step. cbv zeta. cbn [snd].
    assert (E : 8 * beta * L^2 * tau^3 * INR n / (c * sigma) + 2 * beta^2 * sigma^2 = (1 - rate) * limit).
    { unfold rate, limit. field. lra. }
    rewrite Rplus_assoc, E in H. apply (Rmult_le_compat_l (rate^k)) in H; [|now apply pow_le].
    rewrite <- tech_pow_Rmult. lra.
  Qed.

  Theorem bounded_residual_array_derived k s :
    along_run _ leads both_in_range k s ->
    expect_after _ after_step (fun s => norm_sq n (snd s)) k s <= Rmax (norm_sq n (snd s)) limit.
  Proof.
    intros Hs. assert (Hk : 0 < c * sigma) by now apply Rmult_lt_0_compat.
    assert (H0 : 0 < beta * (c * sigma) / (2 * tau)) by (apply Rdiv_lt_0_compat; nra).
    assert (Hr : 0 <= rate).
    { pose proof (deviation_at_most_one n N p (eps (fst s)) Hp sigma c Hsigma Hc (Hvariance _) (Hdev _) Hn) as H2.
      pose proof Hrate as H1. apply (Rmult_le_compat_r (4 * sigma)) in H1; [|lra].
      replace (c * tau / (4 * sigma) * (4 * sigma)) with (c * tau) in H1 by (field; lra).
      assert (c * (beta * (4 * sigma)) <= 1 * (c * tau)) by (apply Rmult_le_compat; nra).
      assert (c * tau <= 1 * tau) by (apply Rmult_le_compat_r; lra).
      unfold rate. assert (beta * (c * sigma) / (2 * tau) <= 1); [|lra].
      apply (Rmult_le_reg_r (2 * tau)); [lra|].
      replace (beta * (c * sigma) / (2 * tau) * (2 * tau)) with (beta * (c * sigma)) by (field; lra). lra. }
    eapply Rle_trans; [now apply run_decay|].
    assert (Hr1 : 0 <= rate^k <= 1).
    { split; [now apply pow_le|]. rewrite <- (pow1 k). apply pow_incr. unfold rate in *. lra. }
    pose proof (Rmax_l (norm_sq n (snd s)) limit). pose proof (Rmax_r (norm_sq n (snd s)) limit). nra.
  Qed.
End Bound.

Definition signs (j : nat) : vector := fun _ => match j with O => 1 | _ => -1 end.

Theorem bounded_residual_array_published_fails :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (L : R) (f : vector -> R) (grad : vector -> vector)
            (tau beta sigma c : R) (P W Wstar : vector),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> iid n N p eps -> variance n N p eps = sigma^2 ->
       deviates n N p eps (c * sigma) -> 0 < L -> smooth n L f grad -> (forall i, (i < n)%nat -> grad Wstar i = 0) ->
       0 < tau -> 0 < beta -> 0 < sigma -> 0 < c ->
       norm_inf n W <= tau -> norm_inf n Wstar <= tau -> norm_inf n P <= tau ->
       beta <= c * tau / (4 * sigma) -> beta <= c * tau / (2 * (4 * L^2 * tau^2 + sigma^2)) ->
       beta <= 2 / (3 * c * sigma) ->
       expected N p (fun j => (norm_inf n (step (ald tau) P (scale beta (add (grad W) (eps j)))))^2)
       <= (1 - beta * (c * sigma) / tau) * (norm_inf n P)^2 + 41 * beta * L^2 * tau^3 * INR n / (c * sigma)).
Proof.
  intros H.
  specialize (H 1%nat 2%nat (fun _ => / 2) signs (/ 100) (quadratic (/ 100) 0) (quadratic_gradient (/ 100) 0)
                1 (/ 4) 1 1 (fun _ => 0) (fun _ => 0) (fun _ => 0)).
  assert (Hp : distribution 2 (fun _ => / 2)).
  { split; [intros|]; cbn [sum_of]; lra. }
  assert (Hz : unbiased 1 2 (fun _ => / 2) signs).
  { intros i _. unfold expected, signs. cbn [sum_of]. lra. }
  assert (Hi : iid 1 2 (fun _ => / 2) signs).
  { exists 2%nat, (fun _ => / 2), (fun j => signs j 0%nat). split; [exact Hp|].
    intros phi. unfold expected. cbn [sum_of product_of]. ring. }
  assert (Hv : variance 1 2 (fun _ => / 2) signs = 1^2).
  { unfold variance, expected, norm_sq, signs. cbn [sum_of]. field. }
  assert (Hd : deviates 1 2 (fun _ => / 2) signs (1 * 1)).
  { intros i x _. unfold expected, signs. cbn [sum_of]. unfold Rabs. repeat destruct Rcase_abs; lra. }
  specialize (H ltac:(lia) Hp Hz Hi Hv Hd ltac:(lra) (quadratic_smooth (/ 100) 0 ltac:(lra))).
  unfold norm_inf, largest in H. rewrite Rabs_R0, Rmax_right in H by lra.
  specialize (H ltac:(intros; unfold quadratic_gradient; lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold expected, signs in H. cbn [sum_of INR] in H. rewrite !ald_step in H.
  unfold scale, add, quadratic_gradient in H.
  rewrite !(Rmax_right 0), !pow2_abs in H by apply Rabs_pos. lra.
Qed.

(** Two entries of independent signs. *)
Definition sign_pairs (j i : nat) : R :=
  match j, i with O, _ => 1 | 1%nat, O => 1 | 1%nat, _ => -1 | 2%nat, O => -1 | 2%nat, _ => 1 | _, _ => -1 end.

Theorem bounded_residual_array_published_fails_for_every_rate :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (L : R) (f : vector -> R) (grad : vector -> vector)
            (tau sigma c : R) (P W Wstar : vector),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> iid n N p eps -> variance n N p eps = sigma^2 ->
       deviates n N p eps (c * sigma) -> 0 < L -> smooth n L f grad -> (forall i, (i < n)%nat -> grad Wstar i = 0) ->
       0 < tau -> 0 < sigma -> 0 < c -> norm_inf n W <= tau -> norm_inf n Wstar <= tau -> norm_inf n P <= tau ->
       exists beta_0, 0 < beta_0 /\ forall beta, 0 < beta <= beta_0 ->
       expected N p (fun j => (norm_inf n (step (ald tau) P (scale beta (add (grad W) (eps j)))))^2)
       <= (1 - beta * (c * sigma) / tau) * (norm_inf n P)^2 + 41 * beta * L^2 * tau^3 * INR n / (c * sigma)).
Proof.
  intros H.
  specialize (H 2%nat 4%nat (fun _ => / 4) sign_pairs (/ 20)
                (fun x => / 40 * norm_sq 2 x) (fun x => scale (/ 20) x)
                1 (sqrt 2) (/ sqrt 2) (fun _ => / 2) (fun _ => 0) (fun _ => 0)).
  assert (Hs : 0 < sqrt 2) by (apply sqrt_lt_R0; lra).
  rewrite Rinv_l in H by lra.
  assert (Hp : distribution 4 (fun _ => / 4)).
  { split; [intros|]; cbn [sum_of]; lra. }
  assert (Hz : unbiased 2 4 (fun _ => / 4) sign_pairs).
  { intros [|i] _; unfold expected, sign_pairs; cbn [sum_of]; lra. }
  assert (Hi : iid 2 4 (fun _ => / 4) sign_pairs).
  { exists 2%nat, (fun _ => / 2), (fun j => signs j 0%nat). split; [split; [intros|]; cbn [sum_of]; lra|].
    intros phi. unfold expected, sign_pairs, signs. cbn [sum_of product_of]. field. }
  assert (Hv : variance 2 4 (fun _ => / 4) sign_pairs = (sqrt 2)^2).
  { rewrite pow2_sqrt by lra. unfold variance, expected, norm_sq, sign_pairs. cbn [sum_of]. field. }
  assert (Hd : deviates 2 4 (fun _ => / 4) sign_pairs 1).
  { intros [|i] x _; unfold expected, sign_pairs; cbn [sum_of]; unfold Rabs; repeat destruct Rcase_abs; lra. }
  assert (Hf : smooth 2 (/ 20) (fun x => / 40 * norm_sq 2 x) (fun x => scale (/ 20) x)).
  { split; [intros x v s|intros x y].
    - unfold dot, norm_sq, along, scale. cbn [sum_of]. auto_derive; [easy|field].
    - apply norm2_at_most; [apply Rmult_le_pos; [lra|apply norm2_nonneg]|].
      rewrite Rpow_mult_distr, norm2_sq. right. unfold norm_sq, sub, scale. cbn [sum_of]. ring. }
  assert (Hhalf : norm_inf 2 (fun _ => / 2) = / 2).
  { unfold norm_inf, largest. rewrite Rabs_pos_eq, (Rmax_right 0), Rmax_left by lra. reflexivity. }
  assert (Hzero : norm_inf 2 (fun _ => 0) = 0).
  { unfold norm_inf, largest. rewrite Rabs_R0. unfold Rmax. repeat destruct Rle_dec; lra. }
  rewrite Hhalf, Hzero in H.
  destruct (H ltac:(lia) Hp Hz Hi Hv Hd ltac:(lra) Hf ltac:(intros; unfold scale; lra) ltac:(lra) Hs
              (Rinv_0_lt_compat _ Hs) ltac:(lra) ltac:(lra) ltac:(lra)) as [beta_0 [H0 HB]].
  set (b := Rmin beta_0 (/ 4)).
  assert (Hb : 0 < b <= / 4) by (split; [apply Rmin_pos; lra|apply Rmin_r]).
  specialize (HB b (conj (proj1 Hb) (Rmin_l _ _))). clearbody b.
  (* |P'|_inf is 1/2 + b/2 unless both signs are -1. *)
  set (X j := norm_inf 2 (step (ald 1) (fun _ => / 2) (scale b (add (scale (/ 20) (fun _ => 0)) (sign_pairs j))))).
  assert (entry : forall j i, step (ald 1) (fun _ => / 2) (scale b (add (scale (/ 20) (fun _ => 0)) (sign_pairs j))) i
                              = / 2 + b * sign_pairs j i - Rabs (b * sign_pairs j i) / 2).
  { intros j i. rewrite ald_step. unfold scale, add. rewrite Rmult_0_r, Rplus_0_l. lra. }
  assert (up : Rabs (/ 2 + b * 1 - Rabs (b * 1) / 2) = / 2 + b / 2)
    by (rewrite (Rabs_pos_eq (b * 1)), Rabs_pos_eq; lra).
  assert (down : Rabs (/ 2 + b * -1 - Rabs (b * -1) / 2) = / 2 - 3 * b / 2).
  { rewrite (Rabs_left (b * -1)), Rabs_pos_eq; lra. }
  assert (X01 : forall j, (j = 0 \/ j = 1 \/ j = 2)%nat -> X j = / 2 + b / 2).
  { intros j Hj. unfold X, norm_inf, largest. rewrite !entry.
    destruct Hj as [-> | [-> | ->]]; cbn [sign_pairs]; rewrite ?up, ?down;
      unfold Rmax; repeat destruct Rle_dec; lra. }
  assert (X3 : X 3%nat = / 2 - 3 * b / 2).
  { unfold X, norm_inf, largest. rewrite !entry. cbn [sign_pairs]. rewrite down.
    unfold Rmax; repeat destruct Rle_dec; lra. }
  change (expected 4 (fun _ => / 4) (fun j => (X j)^2) <= (1 - b * 1 / 1) * (/ 2)^2
      + 41 * b * (/ 20)^2 * 1^3 * INR 2 / 1) in HB.
  unfold expected in HB. cbn [sum_of] in HB. rewrite (X01 0%nat), (X01 1%nat), (X01 2%nat), X3 in HB by lia.
  simpl INR in HB. nra.
Qed.
