(** Claim    From P = 0 at a critical W the first step of Tiki-Taka has E W' - W = -(αβ/τ) E|ε| ⊙ W, β times the drift
             of analog SGD, -(α/τ) E|ε| ⊙ W
    Source   EX 11-12
    Assumes  one asymmetric linear device, symmetric point 0; P' = U(P, β(g+ε)), W' = U(W, -αP'); P = 0, g = 0; finitely
             many outcomes of ε with any probabilities, E ε = 0; α, β >= 0
    Derived  tiki_taka_drift_derived: with W held fixed for n steps, one entry, ε = ±v equally likely, a = βv/τ <= 1,
             q = 1-(1-a)^(2n): the drift is -(α/τ) E|P_n| W, E P_n² = aτ²q/(2-a) and (1/2) aτ²q/(2-a) <= (E|P_n|)² <=
             aτ²q/(2-a) *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Device Expectation GeneralResponse SignCube.
Local Open Scope R_scope.

Section FirstStep.
  Variables (n N : nat) (p : vector) (eps : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (tau alpha beta : R) (W P g : vector).
  Hypotheses (Halpha : 0 <= alpha) (Hbeta : 0 <= beta).
  Hypothesis HP : forall i, (i < n)%nat -> P i = 0.
  Hypothesis Hg : forall i, (i < n)%nat -> g i = 0.

  Let P' (j : nat) := step (ald tau) P (scale beta (add g (eps j))).
  Let W' (j : nat) := step (ald tau) W (scale (- alpha) (P' j)).
  Let sgd (j : nat) := step (ald tau) W (scale (- alpha) (add g (eps j))).

  (** A step of W by -c ε on average: -(c/τ) E|ε| W. *)
  Lemma drift_of_noise c i :
    0 <= c -> (i < n)%nat ->
    expected N p (fun j => W i + - c * eps j i - Rabs (- c * eps j i) * (W i / tau)) - W i
    = - (c / tau) * expected N p (fun j => Rabs (eps j i)) * W i.
  Proof.
    intros Hc Hi.
    rewrite (expected_ext N p _ (fun j => (W i + - c * eps j i) - c * (W i / tau) * Rabs (eps j i))).
    2:{ intros. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq c) by easy. ring. }
    rewrite expected_minus, expected_plus, expected_const, !expected_scal, Hz by easy.
    unfold Rdiv. ring.
  Qed.

  Theorem tiki_taka_drift i :
    (i < n)%nat ->
    expected N p (fun j => W' j i) - W i = - (alpha * beta / tau) * expected N p (fun j => Rabs (eps j i)) * W i /\
    expected N p (fun j => sgd j i) - W i = - (alpha / tau) * expected N p (fun j => Rabs (eps j i)) * W i /\
    expected N p (fun j => W' j i) - W i = beta * (expected N p (fun j => sgd j i) - W i).
  Proof.
    intros Hi.
    assert (H1 : expected N p (fun j => W' j i) - W i
                 = - (alpha * beta / tau) * expected N p (fun j => Rabs (eps j i)) * W i).
    { rewrite <- drift_of_noise by (try easy; now apply Rmult_le_pos). f_equal. apply expected_ext. intros j _.
      unfold W', P', scale, add. rewrite ald_step, ald_step. rewrite HP, Hg by easy.
      replace (- alpha * (0 + beta * (0 + eps j i) - Rabs (beta * (0 + eps j i)) * (0 / tau)))
        with (- (alpha * beta) * eps j i) by (unfold Rdiv; ring). reflexivity. }
    assert (H2 : expected N p (fun j => sgd j i) - W i
                 = - (alpha / tau) * expected N p (fun j => Rabs (eps j i)) * W i).
    { rewrite <- drift_of_noise by easy. f_equal. apply expected_ext. intros j _.
      unfold sgd, scale, add. rewrite ald_step, Hg, Rplus_0_l by easy. reflexivity. }
    split; [exact H1|]. split; [exact H2|]. rewrite H1, H2. unfold Rdiv. ring.
  Qed.
End FirstStep.

Section ManySteps.
  Variables (tau alpha beta v : R).
  Hypotheses (Htau : 0 < tau) (Halpha : 0 <= alpha) (Hbeta : 0 < beta) (Hv : 0 < v) (Ha1 : beta * v <= tau).
  Let a := beta * v / tau.

  (** The mean of X(P_n) over the 2^n sequences of ±v, from P. *)
  Fixpoint sign_mean (n : nat) (X : R -> R) (P : R) : R :=
    match n with
    | O => X P
    | S n => (sign_mean n X (ald_update tau P (beta * v)) + sign_mean n X (ald_update tau P (beta * - v))) / 2
    end.

  Lemma sign_mean_ext n X Y P : (forall x, X x = Y x) -> sign_mean n X P = sign_mean n Y P.
  Proof. intros H. revert P. induction n; intros P; cbn [sign_mean]; [apply H|]. now rewrite !IHn. Qed.

  Lemma sign_mean_affine n c d X P : sign_mean n (fun x => c * X x + d) P = c * sign_mean n X P + d.
  Proof. revert P. induction n; intros P; cbn [sign_mean]; [easy|]. rewrite !IHn. lra. Qed.

  Lemma sign_mean_plus n X Y P : sign_mean n (fun x => X x + Y x) P = sign_mean n X P + sign_mean n Y P.
  Proof. revert P. induction n; intros P; cbn [sign_mean]; [easy|]. rewrite !IHn. lra. Qed.

  Lemma sign_mean_nonneg n X P : (forall x, 0 <= X x) -> 0 <= sign_mean n X P.
  Proof.
    intros H. revert P. induction n; intros P; cbn [sign_mean]; [apply H|].
    pose proof (IHn (ald_update tau P (beta * v))). pose proof (IHn (ald_update tau P (beta * - v))). lra.
  Qed.

  (** P' = (1-a)P ± aτ. *)
  Lemma sign_step P : ald_update tau P (beta * v) = (1 - a) * P + a * tau /\
                      ald_update tau P (beta * - v) = (1 - a) * P - a * tau.
  Proof.
    unfold ald_update, a. replace (beta * - v) with (- (beta * v)) by ring.
    rewrite Rabs_Ropp, (Rabs_pos_eq (beta * v)) by nra. split; field; lra.
  Qed.

  Lemma share_range : 0 < a <= 1.
  Proof.
    split; [apply Rdiv_lt_0_compat; nra|]. apply (Rmult_le_reg_r tau); [easy|]. unfold a, Rdiv.
    rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma second_moment n P :
    sign_mean n (fun x => x^2) P = (1 - a)^(2 * n) * P^2 + a * tau^2 * (1 - (1 - a)^(2 * n)) / (2 - a).
  Proof.
    pose proof share_range as Ha. revert P. induction n as [|n IH]; intros P; cbn [sign_mean]; [simpl; field; lra|].
    rewrite !IH. destruct (sign_step P) as [-> ->].
    replace (2 * S n)%nat with (2 + 2 * n)%nat by lia. rewrite pow_add. set (z := (1 - a)^(2 * n)). field. lra.
  Qed.

  (** P_n of one sequence of signs, from P. *)
  Fixpoint after_signs (x : list bool) (P : R) : R :=
    match x with
    | nil => P
    | cons b x => after_signs x (ald_update tau P (beta * (if b then v else - v)))
    end.

  Lemma cube_sign_mean n X P : cube_mean n (fun x => X (after_signs x P)) = sign_mean n X P.
  Proof. revert P. induction n; intros P; cbn [cube_mean sign_mean after_signs]; [easy|]. now rewrite !IHn. Qed.

  (** Affine in P, odd in P and the signs together. *)
  Lemma after_signs_difference x P Q : after_signs x P - after_signs x Q = (1 - a)^(length x) * (P - Q).
  Proof.
    revert P Q. induction x as [|b x IH]; intros P Q; cbn [after_signs length]; [simpl; ring|].
    rewrite IH. destruct (sign_step P) as [P1 P2], (sign_step Q) as [Q1 Q2].
    destruct b; rewrite ?P1, ?P2, ?Q1, ?Q2; simpl; ring.
  Qed.

  Lemma after_signs_odd x P : after_signs (map negb x) (- P) = - after_signs x P.
  Proof.
    revert P. induction x as [|b x IH]; intros P; cbn [after_signs map]; [easy|]. rewrite <- IH. f_equal.
    destruct (sign_step P) as [P1 P2], (sign_step (- P)) as [Q1 Q2].
    destruct b; cbn [negb]; rewrite ?P1, ?P2, ?Q1, ?Q2; ring.
  Qed.

  (** The energy of |P_n| is at most 2 Σ_k (aτ(1-a)^k)². *)
  Lemma size_energy n P :
    energy n (fun x => Rabs (after_signs x P)) <= 2 * (a * tau^2 * (1 - (1 - a)^(2 * n)) / (2 - a)).
  Proof.
    pose proof share_range as Ha. revert P. induction n as [|n IH]; intros P; cbn [energy after_signs].
    - right. simpl. field. lra.
    - pose proof (IH (ald_update tau P (beta * v))) as H1. pose proof (IH (ald_update tau P (beta * - v))) as H2.
      assert (H3 : cube_mean n (fun x => (Rabs (after_signs x (ald_update tau P (beta * v)))
                                          - Rabs (after_signs x (ald_update tau P (beta * - v))))^2)
                   <= (1 - a)^(2 * n) * (2 * a * tau)^2).
      { apply cube_mean_at_most. intros x Hx.
        rewrite <- (pow2_abs (Rabs _ - Rabs _)).
        replace ((1 - a)^(2 * n) * (2 * a * tau)^2) with ((Rabs ((1 - a)^n * (2 * a * tau)))^2)
          by (rewrite pow2_abs, Rpow_mult_distr, <- pow_mult; do 2 f_equal; lia).
        apply pow_incr. split; [apply Rabs_pos|]. eapply Rle_trans; [apply Rabs_triang_inv2|].
        rewrite after_signs_difference, Hx. destruct (sign_step P) as [-> ->]. right. do 2 f_equal. ring. }
      replace (2 * S n)%nat with (2 + 2 * n)%nat by lia. rewrite pow_add. set (z := (1 - a)^(2 * n)) in *.
      replace (2 * (a * tau^2 * (1 - (1 - a)^2 * z) / (2 - a)))
        with (2 * (a * tau^2 * (1 - z) / (2 - a)) + z * (2 * a * tau)^2 / 2) by (field; lra). lra.
  Qed.

  Theorem tiki_taka_drift_derived n W :
    let mean_size := sign_mean n Rabs 0 in
    let bound := a * tau^2 * (1 - (1 - a)^(2 * n)) / (2 - a) in
    sign_mean n (fun P => ald_update tau W (- alpha * P)) 0 - W = - (alpha / tau) * mean_size * W /\
    sign_mean n (fun x => x^2) 0 = bound /\ / 2 * bound <= mean_size^2 <= bound.
  Proof.
    intros mean_size bound.
    assert (HB : sign_mean n (fun x => x^2) 0 = bound) by (rewrite second_moment; unfold bound; ring).
    split; [|split; [exact HB|split]].
    - assert (Hodd : forall m P, sign_mean m (fun x => x) P = (1 - a)^m * P).
      { induction m as [|m IH]; intros P; cbn [sign_mean]; [simpl; ring|].
        rewrite !IH. destruct (sign_step P) as [-> ->]. simpl. field. }
      rewrite (sign_mean_ext n _ (fun P => (- alpha * P + W) + (- (alpha / tau) * W * Rabs P + 0))).
      2:{ intros x. unfold ald_update. rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by easy. unfold Rdiv. ring. }
      rewrite sign_mean_plus, (sign_mean_affine n _ _ (fun x => x)), sign_mean_affine, Hodd. fold mean_size. ring.
    - pose proof (poincare_even n (fun x => Rabs (after_signs x 0))) as HP.
      assert (Heven : forall x, Rabs (after_signs (map negb x) 0) = Rabs (after_signs x 0)).
      { intros x. rewrite <- Ropp_0 at 1. now rewrite after_signs_odd, Rabs_Ropp. }
      specialize (HP Heven). pose proof (size_energy n 0) as HE. fold bound in HE.
      unfold cube_variance in HP. rewrite (cube_sign_mean n Rabs) in HP. fold mean_size in HP.
      rewrite (cube_mean_ext n _ (fun x => (after_signs x 0)^2)) in HP by (intros; apply pow2_abs).
      rewrite (cube_sign_mean n (fun x => x^2)), HB in HP. lra.
    - rewrite <- HB.
      assert (H : 0 <= sign_mean n (fun x => (Rabs x - mean_size)^2) 0)
        by (apply sign_mean_nonneg; intros; apply pow2_ge_0).
      rewrite (sign_mean_ext n _ (fun x => x^2 + (- 2 * mean_size * Rabs x + mean_size^2))) in H.
      2:{ intros x. rewrite <- (pow2_abs x). ring. }
      rewrite sign_mean_plus, sign_mean_affine in H. fold mean_size in H. lra.
  Qed.
End ManySteps.
